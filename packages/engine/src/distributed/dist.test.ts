import { describe, expect, it } from 'vitest';
import { collectResults } from './collect-results.js';
import { isMain, singleProcess } from './dist.js';
import { asRanks } from './fixtures/ranks.js';

describe('one process', () => {
  it('agrees with itself', async () => {
    const values = Float32Array.of(1, 2);
    const reduced = await singleProcess.allReduce(values, 'mean');
    expect([...reduced]).toEqual([1, 2]);
    expect(reduced).not.toBe(values);
    expect(await singleProcess.broadcast('seed')).toBe('seed');
    expect(await singleProcess.allGatherObject({ a: 1 })).toEqual([{ a: 1 }]);
    await singleProcess.barrier();
    expect(isMain(singleProcess)).toBe(true);
  });

  it('keeps all of its results, or as many as there are samples', async () => {
    expect(await collectResults([1, 2, 3], singleProcess)).toEqual([1, 2, 3]);
    expect(await collectResults([1, 2, 3], singleProcess, 2)).toEqual([1, 2]);
  });
});

describe('several processes', () => {
  it('combine, share and gather', async () => {
    const [first, second] = await asRanks(2, async (dist) => {
      await dist.barrier();
      return {
        sum: [...(await dist.allReduce(Float32Array.of(dist.rank, 3)))],
        mean: [...(await dist.allReduce(Float32Array.of(dist.rank, 3), 'mean'))],
        max: [...(await dist.allReduce(Float32Array.of(dist.rank, -1), 'max'))],
        seed: await dist.broadcast(100 + dist.rank),
        last: await dist.broadcast(100 + dist.rank, 1),
        all: await dist.allGatherObject(`rank ${dist.rank}`),
      };
    });
    expect(first).toEqual({
      sum: [1, 6],
      mean: [0.5, 3],
      max: [1, -1],
      seed: 100,
      last: 101,
      all: ['rank 0', 'rank 1'],
    });
    expect(second).toEqual(first);
  });

  it('put their results in the order of the dataset, without what was repeated to fill up', async () => {
    const shares = [
      [0, 3, 6],
      [1, 4, 0],
      [2, 5, 1],
    ];
    const ordered = await asRanks(3, (dist) => collectResults(shares[dist.rank]!, dist, 7));
    expect(ordered).toEqual([0, 1, 2].map(() => [0, 1, 2, 3, 4, 5, 6]));
  });
});

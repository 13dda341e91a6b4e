import { describe, expect, it } from 'vitest';
import { DATA_SAMPLERS } from '../../registry/roots.js';
import { planBatches } from '../plan-batches.js';
import { DefaultSampler } from './default-sampler.js';
import { InfiniteSampler } from './infinite-sampler.js';

const share = (rank: number, worldSize: number) => ({ seed: 0, rank, worldSize });
const sorted = (indices: readonly number[]) => indices.toSorted((a, b) => a - b);

describe('DefaultSampler', () => {
  const inOrder = new DefaultSampler({ shuffle: false, roundUp: true });

  it('visits every sample once', () => {
    expect(inOrder.indices(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(sorted(new DefaultSampler({ shuffle: true, roundUp: true }).indices(3, 100))).toEqual(
      inOrder.indices(0, 100),
    );
  });

  it('shuffles anew each epoch, as its own seed or the run says', () => {
    const sampler = DATA_SAMPLERS.build({ type: 'DefaultSampler' });
    const run = { seed: 5, rank: 0, worldSize: 1 };
    expect(sampler.indices(0, 20, run)).toEqual(sampler.indices(0, 20, run));
    expect(sampler.indices(0, 20, run)).not.toEqual(sampler.indices(1, 20, run));
    expect(sampler.indices(0, 20, run)).not.toEqual(sampler.indices(0, 20, { ...run, seed: 6 }));
    const seeded = DATA_SAMPLERS.build({ type: 'DefaultSampler', seed: 5 });
    expect(seeded.indices(0, 20, { ...run, seed: 6 })).toEqual(sampler.indices(0, 20, run));
  });

  it('lets processes take turns, and rounds up so that all get equally many', () => {
    expect(inOrder.indices(0, 5, share(0, 2))).toEqual([0, 2, 4]);
    expect(inOrder.indices(0, 5, share(1, 2))).toEqual([1, 3, 0]);
    expect(new DefaultSampler({ shuffle: false, roundUp: false }).indices(0, 5, share(1, 2))).toEqual([1, 3]);
  });
});

describe('InfiniteSampler', () => {
  const stream = (sampler: InfiniteSampler, epoch: number, run = share(0, 1)) => {
    const plan = planBatches(sampler, { epoch, samples: 5, batchSize: 2, dropLast: false, run });
    return Array.from({ length: plan.length }, (_, at) => plan.slots(at));
  };
  const indicesOf = (batches: { index: number }[][]) => batches.map((batch) => batch.map(({ index }) => index));

  it('fills every batch, going on from pass to pass', () => {
    const sampler = new InfiniteSampler({ shuffle: false });
    expect(indicesOf(stream(sampler, 0))).toEqual([
      [0, 1],
      [2, 3],
      [4, 0],
    ]);
    expect(indicesOf(stream(sampler, 1))).toEqual([
      [1, 2],
      [3, 4],
      [0, 1],
    ]);
    expect(
      stream(sampler, 0)
        .at(-1)!
        .map(({ epoch }) => epoch),
    ).toEqual([0, 1]);
  });

  it('visits every sample once a pass, shuffled anew', () => {
    const passes = [0, 1, 2, 3, 4].flatMap((epoch) => indicesOf(stream(new InfiniteSampler(), epoch)).flat());
    const orders = Array.from({ length: 6 }, (_, pass) => passes.slice(pass * 5, (pass + 1) * 5));
    for (const order of orders) expect(sorted(order)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(orders.map(String)).size).toBeGreaterThan(3);
  });

  it('lets processes take turns along the stream', () => {
    const sampler = new InfiniteSampler({ shuffle: false });
    expect(indicesOf(stream(sampler, 0, share(0, 2)))).toEqual([
      [0, 2],
      [4, 1],
    ]);
    expect(indicesOf(stream(sampler, 0, share(1, 2)))).toEqual([
      [1, 3],
      [0, 2],
    ]);
    expect(indicesOf(stream(sampler, 1, share(0, 2)))).toEqual([
      [3, 0],
      [2, 4],
    ]);
  });
});

describe('class_balanced', () => {
  // 90 samples of class 0, 9 of class 1, one of class 2 that is also of class 0.
  const labels = Array.from({ length: 100 }, (_, i) => (i < 90 ? [0] : i < 99 ? [1] : [0, 2]));
  const run = { seed: 1, rank: 0, worldSize: 1, categoriesOf: (index: number) => labels[index]! };
  const balanced = DATA_SAMPLERS.build({ type: 'DefaultSampler', class_balanced: true });
  const countOf = (order: readonly number[]) => {
    const counts = [0, 0, 0];
    for (const index of order) counts[labels[index]!.at(-1)!]!++;
    return counts;
  };

  it('shows every class equally often', () => {
    for (const epoch of [0, 1, 2]) {
      const order = balanced.indices(epoch, 100, run);
      expect(order).toHaveLength(100);
      for (const count of countOf(order)) expect(Math.abs(count - 100 / 3)).toBeLessThan(1.5);
    }
  });

  it('spreads the draws of a class over its samples', () => {
    const times = new Map<number, number>();
    for (const index of balanced.indices(0, 100, run)) times.set(index, (times.get(index) ?? 0) + 1);
    expect(Math.max(...Array.from({ length: 90 }, (_, i) => times.get(i) ?? 0))).toBe(1);
    for (let i = 90; i < 99; i++) expect([3, 4]).toContain(times.get(i));
    const often = Array.from({ length: 30 }, (_, epoch) => balanced.indices(epoch, 100, run)).flat();
    expect(new Set(often).size).toBe(100);
  });

  it('is the same for the same epoch and seed, and another for others', () => {
    expect(balanced.indices(4, 100, run)).toEqual(balanced.indices(4, 100, run));
    expect(balanced.indices(4, 100, run)).not.toEqual(balanced.indices(5, 100, run));
    expect(balanced.indices(4, 100, run)).not.toEqual(balanced.indices(4, 100, { ...run, seed: 2 }));
  });

  it('needs labels, and shuffling', () => {
    expect(() => balanced.indices(0, 3, { ...run, categoriesOf: (index) => (index === 1 ? [] : [0]) })).toThrow(
      expect.objectContaining({ code: 'MMA_DATA_NO_LABELS', message: expect.stringContaining('sample 1') }),
    );
    expect(() => DATA_SAMPLERS.build({ type: 'InfiniteSampler', class_balanced: true, shuffle: false })).toThrow(
      'shuffle: true',
    );
  });
});

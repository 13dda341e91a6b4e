import { describe, expect, it } from 'vitest';
import { DATA_SAMPLERS } from '../../registry/roots.js';
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
  it('lets processes take turns along an endless stream', () => {
    const sampler = new InfiniteSampler({ shuffle: false });
    expect([0, 1].map((epoch) => sampler.indices(epoch, 3, share(0, 2)))).toEqual([[0, 2], [1]]);
    expect([0, 1].map((epoch) => sampler.indices(epoch, 3, share(1, 2)))).toEqual([[1], [0, 2]]);
    expect(sorted(new InfiniteSampler({ shuffle: true }).indices(4, 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

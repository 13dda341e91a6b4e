import { z } from 'zod';
import { Random } from '../../random/random.js';
import { DATA_SAMPLERS } from '../../registry/roots.js';
import { Sampler, type SamplerRun, SINGLE_RUN } from './sampler.js';

/**
 * An endless stream of passes over the dataset for training by iterations (MMEngine's `InfiniteSampler`). One epoch is one
 * pass; processes take turns along the whole stream, so that over `worldSize` epochs each sees every sample.
 */
@DATA_SAMPLERS.register()
export class InfiniteSampler extends Sampler {
  static readonly options = z.object({
    shuffle: z.boolean().default(true),
    /** Seeds the shuffling; the run's seed when left out. */
    seed: z.int().nullish(),
  });

  constructor(private readonly options: z.output<typeof InfiniteSampler.options>) {
    super();
  }

  override indices(epoch: number, length: number, { seed, rank, worldSize }: SamplerRun = SINGLE_RUN): number[] {
    const order = this.options.shuffle
      ? Random.of(this.options.seed ?? seed, 'sampler', epoch).permutation(length)
      : Array.from({ length }, (_, i) => i);
    return order.filter((_, i) => (epoch * length + i) % worldSize === rank);
  }
}

import { z } from 'zod';
import { Random } from '../../random/random.js';
import { DATA_SAMPLERS } from '../../registry/roots.js';
import { Sampler, type SamplerRun, SINGLE_RUN } from './sampler.js';

/** Every sample once an epoch, in order or shuffled anew each epoch; processes take turns (MMEngine's `DefaultSampler`). */
@DATA_SAMPLERS.register()
export class DefaultSampler extends Sampler {
  static readonly options = z.object({
    shuffle: z.boolean().default(true),
    /** Seeds the shuffling; the run's seed when left out. */
    seed: z.int().nullish(),
    /** Repeat the first samples so that every process gets equally many. */
    roundUp: z.boolean().default(true),
  });

  constructor(private readonly options: z.output<typeof DefaultSampler.options>) {
    super();
  }

  override indices(epoch: number, length: number, { seed, rank, worldSize }: SamplerRun = SINGLE_RUN): number[] {
    const order = this.options.shuffle
      ? Random.of(this.options.seed ?? seed, 'sampler', epoch).permutation(length)
      : Array.from({ length }, (_, i) => i);
    const total = this.options.roundUp ? Math.ceil(length / worldSize) * worldSize : length;
    const share: number[] = [];
    for (let i = rank; i < total; i += worldSize) share.push(order[i % length]!);
    return share;
  }
}

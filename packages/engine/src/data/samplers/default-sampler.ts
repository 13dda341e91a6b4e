import { z } from 'zod';
import { DATA_SAMPLERS } from '../../registry/roots.js';
import { Sampler, type SamplerRun, SINGLE_RUN } from './sampler.js';
import { BALANCE_NEEDS_SHUFFLE, balancesByDrawing, orderOptions, visitOrder } from './visit-order.js';

/** Every sample once an epoch, in order or shuffled anew each epoch; processes take turns (MMEngine's `DefaultSampler`). */
@DATA_SAMPLERS.register()
export class DefaultSampler extends Sampler {
  static readonly options = z
    .object({
      ...orderOptions,
      roundUp: z.boolean().default(true).describe('repeat the first samples so that every process gets equally many'),
    })
    .refine(balancesByDrawing, BALANCE_NEEDS_SHUFFLE)
    .describe('goes through a dataset once an epoch, in order or shuffled');

  private readonly options: z.output<typeof DefaultSampler.options>;

  constructor(options: z.input<typeof DefaultSampler.options> = {}) {
    super();
    this.options = DefaultSampler.options.parse(options);
  }

  override indices(epoch: number, length: number, run: SamplerRun = SINGLE_RUN): number[] {
    const { rank, worldSize } = run;
    const order = visitOrder(this.options, { pass: epoch, length, run });
    const total = this.options.roundUp ? Math.ceil(length / worldSize) * worldSize : length;
    const share: number[] = [];
    for (let i = rank; i < total; i += worldSize) share.push(order[i % length]!);
    return share;
  }
}

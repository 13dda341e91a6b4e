import { z } from 'zod';
import { DATA_SAMPLERS } from '../../registry/roots.js';
import { Sampler, type SamplerRun, SINGLE_RUN } from './sampler.js';
import { BALANCE_NEEDS_SHUFFLE, balancesByDrawing, orderOptions, visitOrder } from './visit-order.js';

/**
 * An endless stream of passes over the dataset, for training by iterations (MMEngine's `InfiniteSampler`): all batches are
 * full, and processes take turns along the whole stream. The loader cuts it into epochs of one pass, rounded up to whole
 * batches, or of `num_batch_per_epoch`; each goes on where the one before ended.
 */
@DATA_SAMPLERS.register()
export class InfiniteSampler extends Sampler {
  static readonly options = z
    .object(orderOptions)
    .refine(balancesByDrawing, BALANCE_NEEDS_SHUFFLE)
    .describe('goes through a dataset without end, for training by iterations');
  override readonly isEndless = true;

  private readonly options: z.output<typeof InfiniteSampler.options>;

  constructor(options: z.input<typeof InfiniteSampler.options> = {}) {
    super();
    this.options = InfiniteSampler.options.parse(options);
  }

  /** A whole pass, for all processes together. */
  override indices(pass: number, length: number, run: SamplerRun = SINGLE_RUN): number[] {
    return visitOrder(this.options, { pass, length, run });
  }
}

import { z } from 'zod';
import { AVERAGED_MODELS } from '../registry/roots.js';
import { AveragedModel, averagedModelOptions } from './averaged-model.js';

export const emaOptions = averagedModelOptions.extend({
  momentum: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.0002)
    .describe('the share of the newest values: average = (1 - momentum) × average + momentum × newest'),
});

/** An average in which older values fade exponentially. */
@AVERAGED_MODELS.register()
export class ExponentialMovingAverage extends AveragedModel {
  static readonly options = emaOptions.describe('an average in which older values fade exponentially');
  private readonly momentum: number;

  constructor(given: z.input<typeof emaOptions> = {}) {
    const settings = emaOptions.parse(given);
    super(settings);
    this.momentum = settings.momentum;
  }

  protected override weightAt(): number {
    return this.momentum;
  }
}

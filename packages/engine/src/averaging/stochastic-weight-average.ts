import type { z } from 'zod';
import { AVERAGED_MODELS } from '../registry/roots.js';
import { AveragedModel, averagedModelOptions } from './averaged-model.js';

/**
 * The plain mean of the weights along training (Izmailov et al., "Averaging Weights Leads to Wider Optima and Better
 * Generalization", 2018).
 */
@AVERAGED_MODELS.register()
export class StochasticWeightAverage extends AveragedModel {
  static readonly options = averagedModelOptions.describe('the plain mean of the weights along training');

  constructor(given: z.input<typeof averagedModelOptions> = {}) {
    super(averagedModelOptions.parse(given));
  }

  protected override weightAt(steps: number, interval: number): number {
    return 1 / (Math.floor(steps / interval) + 1);
  }
}

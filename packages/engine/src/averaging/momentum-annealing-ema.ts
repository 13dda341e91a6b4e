import { z } from 'zod';
import { AVERAGED_MODELS } from '../registry/roots.js';
import { AveragedModel } from './averaged-model.js';
import { emaOptions } from './exponential-moving-average.js';

const options = emaOptions
  .extend({
    gamma: z.int().min(1).default(100).describe('the momentum at a step is max(momentum, gamma / (gamma + steps))'),
  })
  .describe('an exponential average that follows the model closely at first and more slowly later');

/** An exponential average that follows the model closely at first and more and more slowly later. */
@AVERAGED_MODELS.register()
export class MomentumAnnealingEMA extends AveragedModel {
  static readonly options = options;
  private readonly settings: z.output<typeof options>;

  constructor(given: z.input<typeof options> = {}) {
    const settings = options.parse(given);
    super(settings);
    this.settings = settings;
  }

  protected override weightAt(steps: number): number {
    const { momentum, gamma } = this.settings;
    return Math.max(momentum, gamma / (gamma + steps));
  }
}

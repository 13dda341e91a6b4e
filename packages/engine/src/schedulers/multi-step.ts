import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, type ScheduledName, schedulerOptions } from './param-scheduler.js';

const options = z.strictObject({
  ...schedulerOptions.shape,
  /** Steps at which the value is multiplied by `gamma`; one named twice counts twice. */
  milestones: z.array(z.int()),
  gamma: z.number().default(0.1),
});

/** Multiplies by `gamma` at each milestone. */
abstract class MultiStepScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly settings: z.output<typeof options>;

  constructor(name: ScheduledName, given: z.input<typeof options>) {
    const settings = options.parse(given);
    super(name, settings);
    this.settings = settings;
  }

  protected override next(current: number): number {
    const passed = this.settings.milestones.filter((milestone) => milestone * this.unit === this.lastStep).length;
    return current * this.settings.gamma ** passed;
  }
}

/** Learning rate: multiplied by `gamma` at each milestone. */
@PARAM_SCHEDULERS.register()
export class MultiStepLR extends MultiStepScheduler {
  constructor(given: z.input<typeof options>) {
    super('lr', given);
  }
}

/** Momentum: multiplied by `gamma` at each milestone. */
@PARAM_SCHEDULERS.register()
export class MultiStepMomentum extends MultiStepScheduler {
  constructor(given: z.input<typeof options>) {
    super('momentum', given);
  }
}

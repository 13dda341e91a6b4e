import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, type ScheduledName, schedulerOptions } from './param-scheduler.js';

const options = z.strictObject({
  ...schedulerOptions.shape,
  factor: z
    .number()
    .gt(0)
    .max(1)
    .default(1 / 3),
});

/** Holds the value at `factor` of itself from `begin` until the last step before `end`, where it returns. */
abstract class ConstantScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly settings: z.output<typeof options>;

  constructor(name: ScheduledName, given: z.input<typeof options>) {
    const settings = options.parse(given);
    super(name, settings);
    this.settings = settings;
  }

  protected override next(current: number): number {
    if (this.lastStep === 0) return current * this.settings.factor;
    return this.lastStep === this.span - 1 ? current * (1 / this.settings.factor) : current;
  }
}

/** Learning rate: held at `factor` of itself between `begin` and `end`. */
@PARAM_SCHEDULERS.register()
export class ConstantLR extends ConstantScheduler {
  constructor(given: z.input<typeof options> = {}) {
    super('lr', given);
  }
}

/** Momentum: held at `factor` of itself between `begin` and `end`. */
@PARAM_SCHEDULERS.register()
export class ConstantMomentum extends ConstantScheduler {
  constructor(given: z.input<typeof options> = {}) {
    super('momentum', given);
  }
}

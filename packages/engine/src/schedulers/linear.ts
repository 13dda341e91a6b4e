import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, type ScheduledName, schedulerOptions } from './param-scheduler.js';

const options = z.strictObject({
  ...schedulerOptions.shape,
  startFactor: z
    .number()
    .gt(0)
    .max(1)
    .default(1 / 3),
  endFactor: z.number().min(0).max(1).default(1),
});

/** Moves the factor on the value in a straight line from `startFactor` to `endFactor`: a warm-up, usually. */
abstract class LinearScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly settings: z.output<typeof options>;

  constructor(name: ScheduledName, given: z.input<typeof options>) {
    const settings = options.parse(given);
    super(name, settings);
    this.settings = settings;
  }

  protected override next(current: number): number {
    const { startFactor, endFactor } = this.settings;
    if (this.lastStep === 0) return current * startFactor;
    const rise = endFactor - startFactor;
    const total = this.span - 1;
    return current * (1 + rise / (total * startFactor + (this.lastStep - 1) * rise));
  }
}

/** Learning rate: its factor moves linearly between `begin` and `end`. */
@PARAM_SCHEDULERS.register()
export class LinearLR extends LinearScheduler {
  constructor(given: z.input<typeof options> = {}) {
    super('lr', given);
  }
}

/** Momentum: its factor moves linearly between `begin` and `end`. */
@PARAM_SCHEDULERS.register()
export class LinearMomentum extends LinearScheduler {
  constructor(given: z.input<typeof options> = {}) {
    super('momentum', given);
  }
}

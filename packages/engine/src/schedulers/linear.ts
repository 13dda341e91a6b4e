import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, paramNameOption, schedulerOptions } from './param-scheduler.js';

const options = z.strictObject({
  ...schedulerOptions.shape,
  startFactor: z
    .number()
    .gt(0)
    .max(1)
    .default(1 / 3)
    .describe('factor on the value at `begin`'),
  endFactor: z.number().min(0).max(1).default(1).describe('factor on the value at `end`'),
});

/** Moves the factor on the value in a straight line from `startFactor` to `endFactor`: a warm-up, usually. */
abstract class LinearScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly own: z.output<typeof options>;

  constructor(name: string, given: z.input<typeof options>) {
    const own = options.parse(given);
    super(name, own);
    this.own = own;
  }

  protected override next(current: number): number {
    const { startFactor, endFactor } = this.own;
    if (this.lastStep === 0) return current * startFactor;
    const rise = endFactor - startFactor;
    const total = this.span - 1;
    return current * (1 + rise / (total * startFactor + (this.lastStep - 1) * rise));
  }

  protected override settings(): Record<string, unknown> {
    const { startFactor, endFactor } = this.own;
    return { start_factor: startFactor, end_factor: endFactor, total_iters: this.span - 1 };
  }
}

/** Learning rate: its factor moves linearly between `begin` and `end`. */
@PARAM_SCHEDULERS.register()
export class LinearLR extends LinearScheduler {
  static override readonly options = options.describe(
    'learning rate: its factor moves linearly between `begin` and `end`',
  );

  constructor(given: z.input<typeof options> = {}) {
    super('lr', given);
  }
}

/** Momentum: its factor moves linearly between `begin` and `end`. */
@PARAM_SCHEDULERS.register()
export class LinearMomentum extends LinearScheduler {
  static override readonly options = options.describe('momentum: its factor moves linearly between `begin` and `end`');

  constructor(given: z.input<typeof options> = {}) {
    super('momentum', given);
  }
}

const generalOptions = options
  .extend({ paramName: paramNameOption })
  .describe('any number of the optimizer: its factor moves linearly between `begin` and `end`');

/** Any number of the optimizer's groups: its factor moves linearly between `begin` and `end`. */
@PARAM_SCHEDULERS.register()
export class LinearParamScheduler extends LinearScheduler {
  static override readonly options: typeof generalOptions = generalOptions;

  constructor({ paramName, ...given }: z.input<typeof generalOptions>) {
    super(paramName, given);
  }
}

import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, paramNameOption, schedulerOptions } from './param-scheduler.js';

const options = z.strictObject({
  ...schedulerOptions.shape,
  factor: z
    .number()
    .gt(0)
    .max(1)
    .default(1 / 3)
    .describe('share of the value that is used'),
});

/** Holds the value at `factor` of itself from `begin` until the last step before `end`, where it returns. */
abstract class ConstantScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly own: z.output<typeof options>;

  constructor(name: string, given: z.input<typeof options>) {
    const own = options.parse(given);
    super(name, own);
    this.own = own;
  }

  protected override next(current: number): number {
    if (this.lastStep === 0) return current * this.own.factor;
    return this.lastStep === this.span - 1 ? current * (1 / this.own.factor) : current;
  }

  protected override settings(): Record<string, unknown> {
    return { factor: this.own.factor, total_iters: this.span - 1 };
  }
}

/** Learning rate: held at `factor` of itself between `begin` and `end`. */
@PARAM_SCHEDULERS.register()
export class ConstantLR extends ConstantScheduler {
  static override readonly options = options.describe(
    'learning rate: held at `factor` of itself between `begin` and `end`',
  );

  constructor(given: z.input<typeof options> = {}) {
    super('lr', given);
  }
}

/** Momentum: held at `factor` of itself between `begin` and `end`. */
@PARAM_SCHEDULERS.register()
export class ConstantMomentum extends ConstantScheduler {
  static override readonly options = options.describe('momentum: held at `factor` of itself between `begin` and `end`');

  constructor(given: z.input<typeof options> = {}) {
    super('momentum', given);
  }
}

const generalOptions = options
  .extend({ paramName: paramNameOption })
  .describe('any number of the optimizer: held at `factor` of itself between `begin` and `end`');

/** Any number of the optimizer's groups: held at `factor` of itself between `begin` and `end`. */
@PARAM_SCHEDULERS.register()
export class ConstantParamScheduler extends ConstantScheduler {
  static override readonly options: typeof generalOptions = generalOptions;

  constructor({ paramName, ...given }: z.input<typeof generalOptions>) {
    super(paramName, given);
  }
}

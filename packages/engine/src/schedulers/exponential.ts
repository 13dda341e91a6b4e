import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, paramNameOption, schedulerOptions } from './param-scheduler.js';

const options = z.strictObject({
  ...schedulerOptions.shape,
  gamma: z.number().describe('what the value is multiplied by'),
});

/** Multiplies by `gamma` at every step. */
abstract class ExponentialScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly own: z.output<typeof options>;

  constructor(name: string, given: z.input<typeof options>) {
    const own = options.parse(given);
    super(name, own);
    this.own = own;
  }

  protected override next(current: number): number {
    return this.lastStep === 0 ? current : current * this.own.gamma;
  }

  protected override settings(): Record<string, unknown> {
    return { gamma: this.own.gamma };
  }
}

/** Learning rate: multiplied by `gamma` at every step. */
@PARAM_SCHEDULERS.register()
export class ExponentialLR extends ExponentialScheduler {
  static override readonly options = options.describe('learning rate: multiplied by `gamma` at every step');

  constructor(given: z.input<typeof options>) {
    super('lr', given);
  }
}

/** Momentum: multiplied by `gamma` at every step. */
@PARAM_SCHEDULERS.register()
export class ExponentialMomentum extends ExponentialScheduler {
  static override readonly options = options.describe('momentum: multiplied by `gamma` at every step');

  constructor(given: z.input<typeof options>) {
    super('momentum', given);
  }
}

const generalOptions = options
  .extend({ paramName: paramNameOption })
  .describe('any number of the optimizer: multiplied by `gamma` at every step');

/** Any number of the optimizer's groups: multiplied by `gamma` at every step. */
@PARAM_SCHEDULERS.register()
export class ExponentialParamScheduler extends ExponentialScheduler {
  static override readonly options: typeof generalOptions = generalOptions;

  constructor({ paramName, ...given }: z.input<typeof generalOptions>) {
    super(paramName, given);
  }
}

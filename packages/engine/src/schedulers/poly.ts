import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, paramNameOption, schedulerOptions } from './param-scheduler.js';

const options = z.strictObject({
  ...schedulerOptions.shape,
  etaMin: z.number().default(0).describe('the value at `end`'),
  power: z.number().default(1).describe('1 is a straight line'),
});

/** Goes down to `etaMin` at `end` as (what remains)^`power`. */
abstract class PolyScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly own: z.output<typeof options>;

  constructor(name: string, given: z.input<typeof options>) {
    const own = options.parse(given);
    super(name, own);
    this.own = own;
  }

  protected override next(current: number): number {
    const { etaMin, power } = this.own;
    if (this.lastStep === 0) return current;
    return (current - etaMin) * (1 - 1 / (this.span - this.lastStep)) ** power + etaMin;
  }

  protected override settings(): Record<string, unknown> {
    return { eta_min: this.own.etaMin, power: this.own.power, total_iters: this.span - 1 };
  }
}

/** Learning rate: down to `etaMin` along a power of what remains. */
@PARAM_SCHEDULERS.register()
export class PolyLR extends PolyScheduler {
  static override readonly options = options.describe('learning rate: down to `eta_min` along a power of what remains');

  constructor(given: z.input<typeof options> = {}) {
    super('lr', given);
  }
}

/** Momentum: down to `etaMin` along a power of what remains. */
@PARAM_SCHEDULERS.register()
export class PolyMomentum extends PolyScheduler {
  static override readonly options = options.describe('momentum: down to `eta_min` along a power of what remains');

  constructor(given: z.input<typeof options> = {}) {
    super('momentum', given);
  }
}

const generalOptions = options
  .extend({ paramName: paramNameOption })
  .describe('any number of the optimizer: down to `eta_min` along a power of what remains');

/** Any number of the optimizer's groups: down to `etaMin` along a power of what remains. */
@PARAM_SCHEDULERS.register()
export class PolyParamScheduler extends PolyScheduler {
  static override readonly options: typeof generalOptions = generalOptions;

  constructor({ paramName, ...given }: z.input<typeof generalOptions>) {
    super(paramName, given);
  }
}

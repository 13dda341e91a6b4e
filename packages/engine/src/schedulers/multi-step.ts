import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, paramNameOption, schedulerOptions } from './param-scheduler.js';

const options = z.strictObject({
  ...schedulerOptions.shape,
  milestones: z.array(z.int()).describe('steps at which the value is multiplied; one named twice counts twice'),
  gamma: z.number().default(0.1).describe('what it is multiplied by'),
});

/** Multiplies by `gamma` at each milestone. */
abstract class MultiStepScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly own: z.output<typeof options>;

  constructor(name: string, given: z.input<typeof options>) {
    const own = options.parse(given);
    super(name, own);
    this.own = own;
  }

  protected override next(current: number): number {
    return current * this.own.gamma ** (this.milestones().get(this.lastStep) ?? 0);
  }

  protected override settings(): Record<string, unknown> {
    return { milestones: this.milestones(), gamma: this.own.gamma };
  }

  /** How often each step is named. */
  private milestones(): Map<number, number> {
    const counts = new Map<number, number>();
    for (const each of this.own.milestones) {
      const step = each * this.unit;
      counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    return counts;
  }
}

/** Learning rate: multiplied by `gamma` at each milestone. */
@PARAM_SCHEDULERS.register()
export class MultiStepLR extends MultiStepScheduler {
  static override readonly options = options.describe('learning rate: multiplied by `gamma` at each milestone');

  constructor(given: z.input<typeof options>) {
    super('lr', given);
  }
}

/** Momentum: multiplied by `gamma` at each milestone. */
@PARAM_SCHEDULERS.register()
export class MultiStepMomentum extends MultiStepScheduler {
  static override readonly options = options.describe('momentum: multiplied by `gamma` at each milestone');

  constructor(given: z.input<typeof options>) {
    super('momentum', given);
  }
}

const generalOptions = options
  .extend({ paramName: paramNameOption })
  .describe('any number of the optimizer: multiplied by `gamma` at each milestone');

/** Any number of the optimizer's groups: multiplied by `gamma` at each milestone. */
@PARAM_SCHEDULERS.register()
export class MultiStepParamScheduler extends MultiStepScheduler {
  static override readonly options: typeof generalOptions = generalOptions;

  constructor({ paramName, ...given }: z.input<typeof generalOptions>) {
    super(paramName, given);
  }
}

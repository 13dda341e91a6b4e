import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, paramNameOption, schedulerOptions } from './param-scheduler.js';

const options = z.strictObject({
  ...schedulerOptions.shape,
  stepSize: z.int().min(1).describe('steps from one change to the next'),
  gamma: z.number().default(0.1).describe('what the value is multiplied by'),
});

/** Multiplies by `gamma` every `stepSize` steps. */
abstract class StepScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly own: z.output<typeof options>;

  constructor(name: string, given: z.input<typeof options>) {
    const own = options.parse(given);
    super(name, own);
    this.own = own;
  }

  protected override next(current: number): number {
    const changes = this.lastStep !== 0 && this.lastStep % (this.own.stepSize * this.unit) === 0;
    return changes ? current * this.own.gamma : current;
  }

  protected override settings(): Record<string, unknown> {
    return { step_size: this.own.stepSize * this.unit, gamma: this.own.gamma };
  }
}

/** Learning rate: multiplied by `gamma` every `stepSize` steps. */
@PARAM_SCHEDULERS.register()
export class StepLR extends StepScheduler {
  static override readonly options = options.describe('learning rate: multiplied by `gamma` every `step_size` steps');

  constructor(given: z.input<typeof options>) {
    super('lr', given);
  }
}

/** Momentum: multiplied by `gamma` every `stepSize` steps. */
@PARAM_SCHEDULERS.register()
export class StepMomentum extends StepScheduler {
  static override readonly options = options.describe('momentum: multiplied by `gamma` every `step_size` steps');

  constructor(given: z.input<typeof options>) {
    super('momentum', given);
  }
}

const generalOptions = options
  .extend({ paramName: paramNameOption })
  .describe('any number of the optimizer: multiplied by `gamma` every `step_size` steps');

/** Any number of the optimizer's groups: multiplied by `gamma` every `stepSize` steps. */
@PARAM_SCHEDULERS.register()
export class StepParamScheduler extends StepScheduler {
  static override readonly options: typeof generalOptions = generalOptions;

  constructor({ paramName, ...given }: z.input<typeof generalOptions>) {
    super(paramName, given);
  }
}

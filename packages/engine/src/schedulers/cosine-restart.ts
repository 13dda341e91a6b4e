import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, paramNameOption, schedulerOptions } from './param-scheduler.js';

const options = z
  .strictObject({
    ...schedulerOptions.shape,
    periods: z.array(z.int().min(1)).min(1).describe('steps of each half cosine'),
    restartWeights: z.array(z.number()).default([1]).describe('where each begins, as a share of the first value'),
    etaMin: z.number().optional().describe('the lowest value; 0 unless given'),
    etaMinRatio: z.number().min(0).max(1).optional().describe('the lowest value as a share of the first one, instead'),
  })
  .refine((given) => given.periods.length === given.restartWeights.length, {
    error: 'needs as many entries as periods',
    path: ['restartWeights'],
  })
  .refine((given) => (given.etaMin === undefined) !== (given.etaMinRatio === undefined), {
    error: 'give eta_min or eta_min_ratio, one of both',
    path: ['etaMin'],
  });

/** Cosine annealing with restarts (Loshchilov & Hutter, "SGDR", 2017); after the last period the value stays. */
abstract class CosineRestartScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly own: z.output<typeof options>;

  constructor(name: string, given: z.input<typeof options>) {
    const own = options.parse(given);
    super(name, own);
    this.own = own;
  }

  protected override next(current: number, base: number): number {
    const { restartWeights, etaMin, etaMinRatio } = this.own;
    const ends = this.ends();
    const index = ends.findIndex((end) => this.lastStep < end);
    if (index === -1) return current;
    const period = this.own.periods[index]! * this.unit;
    const step = this.lastStep - (index === 0 ? 0 : ends[index - 1]!);
    if (step === 0) return base * restartWeights[index]!;
    const lowest = etaMinRatio === undefined ? etaMin! : base * etaMinRatio;
    const here = 1 + Math.cos((Math.PI * step) / period);
    const before = 1 + Math.cos((Math.PI * (step - 1)) / period);
    return (here / before) * (current - lowest) + lowest;
  }

  protected override settings(): Record<string, unknown> {
    const { periods, restartWeights, etaMin = null, etaMinRatio = null } = this.own;
    return {
      periods: periods.map((period) => period * this.unit),
      eta_min: etaMin,
      eta_min_ratio: etaMinRatio,
      restart_weights: [...restartWeights],
      cumulative_periods: this.ends(),
    };
  }

  /** The steps at which the periods end. */
  private ends(): number[] {
    let end = 0;
    return this.own.periods.map((period) => {
      end += period * this.unit;
      return end;
    });
  }
}

/** Learning rate: half cosines one after the other, each from a height of its own. */
@PARAM_SCHEDULERS.register()
export class CosineRestartLR extends CosineRestartScheduler {
  static override readonly options = options.describe(
    'learning rate: half cosines one after the other, each from a height of its own',
  );

  constructor(given: z.input<typeof options>) {
    super('lr', given);
  }
}

/** Momentum: half cosines one after the other, each from a height of its own. */
@PARAM_SCHEDULERS.register()
export class CosineRestartMomentum extends CosineRestartScheduler {
  static override readonly options = options.describe(
    'momentum: half cosines one after the other, each from a height of its own',
  );

  constructor(given: z.input<typeof options>) {
    super('momentum', given);
  }
}

const generalOptions = options
  .safeExtend({ paramName: paramNameOption })
  .describe('any number of the optimizer: half cosines one after the other, each from a height of its own');

/** Any number of the optimizer's groups: half cosines one after the other, each from a height of its own. */
@PARAM_SCHEDULERS.register()
export class CosineRestartParamScheduler extends CosineRestartScheduler {
  static override readonly options: typeof generalOptions = generalOptions;

  constructor({ paramName, ...given }: z.input<typeof generalOptions>) {
    super(paramName, given);
  }
}

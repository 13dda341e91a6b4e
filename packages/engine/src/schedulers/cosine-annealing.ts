import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, paramNameOption, schedulerOptions } from './param-scheduler.js';

const options = z
  .strictObject({
    ...schedulerOptions.shape,
    TMax: z.int().min(1).optional().describe('steps of half a period; from `begin` to `end` unless given'),
    etaMin: z.number().optional().describe('the lowest value; 0 unless given'),
    etaMinRatio: z.number().min(0).max(1).optional().describe('the lowest value as a share of the first one, instead'),
  })
  .refine((given) => given.etaMin === undefined || given.etaMinRatio === undefined, {
    error: 'give either eta_min or eta_min_ratio, not both',
    path: ['etaMin'],
  });

/** Half a cosine from the value down to its minimum (Loshchilov & Hutter, "SGDR", without restarts). */
abstract class CosineAnnealingScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly own: z.output<typeof options>;

  constructor(name: string, given: z.input<typeof options>) {
    const own = options.parse(given);
    super(name, own);
    this.own = own;
  }

  protected override next(current: number, base: number): number {
    const { etaMin = 0, etaMinRatio } = this.own;
    const { half } = this;
    const lowest = etaMinRatio === undefined ? etaMin : base * etaMinRatio;
    const step = this.lastStep;
    if (step === 0) return current;
    // At the bottom of the curve the recursive form below divides by zero.
    if ((step - 1 - half) % (2 * half) === 0) return current + ((base - lowest) * (1 - Math.cos(Math.PI / half))) / 2;
    const here = 1 + Math.cos((Math.PI * step) / half);
    const before = 1 + Math.cos((Math.PI * (step - 1)) / half);
    return (here / before) * (current - lowest) + lowest;
  }

  protected override settings(): Record<string, unknown> {
    const { etaMin, etaMinRatio } = this.own;
    const lowest = etaMinRatio === undefined ? (etaMin ?? 0) : null;
    return { T_max: this.half, eta_min: lowest, eta_min_ratio: etaMinRatio ?? null };
  }

  private get half(): number {
    return this.own.TMax === undefined ? this.span : this.own.TMax * this.unit;
  }
}

/** Learning rate: half a cosine down to `etaMin`. */
@PARAM_SCHEDULERS.register()
export class CosineAnnealingLR extends CosineAnnealingScheduler {
  static override readonly options = options.describe('learning rate: half a cosine down to `eta_min`');

  constructor(given: z.input<typeof options> = {}) {
    super('lr', given);
  }
}

/** Momentum: half a cosine down to `etaMin`. */
@PARAM_SCHEDULERS.register()
export class CosineAnnealingMomentum extends CosineAnnealingScheduler {
  static override readonly options = options.describe('momentum: half a cosine down to `eta_min`');

  constructor(given: z.input<typeof options> = {}) {
    super('momentum', given);
  }
}

const generalOptions = options
  .safeExtend({ paramName: paramNameOption })
  .describe('any number of the optimizer: half a cosine down to `eta_min`');

/** Any number of the optimizer's groups: half a cosine down to `etaMin`. */
@PARAM_SCHEDULERS.register()
export class CosineAnnealingParamScheduler extends CosineAnnealingScheduler {
  static override readonly options: typeof generalOptions = generalOptions;

  constructor({ paramName, ...given }: z.input<typeof generalOptions>) {
    super(paramName, given);
  }
}

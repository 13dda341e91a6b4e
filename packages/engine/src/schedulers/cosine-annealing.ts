import { z } from 'zod';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { ParamScheduler, type ScheduledName, schedulerOptions } from './param-scheduler.js';

const options = z
  .strictObject({
    ...schedulerOptions.shape,
    /** Steps of half a period; `end - begin` unless given. */
    TMax: z.int().min(1).optional(),
    etaMin: z.number().optional(),
    /** The lowest value as a share of the starting one, instead of `etaMin`. */
    etaMinRatio: z.number().min(0).max(1).optional(),
  })
  .refine((given) => given.etaMin === undefined || given.etaMinRatio === undefined, {
    error: 'give either eta_min or eta_min_ratio, not both',
    path: ['etaMin'],
  });

/** Half a cosine from the value down to its minimum (Loshchilov & Hutter, "SGDR", without restarts). */
abstract class CosineAnnealingScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly settings: z.output<typeof options>;

  constructor(name: ScheduledName, given: z.input<typeof options>) {
    const settings = options.parse(given);
    super(name, settings);
    this.settings = settings;
  }

  protected override next(current: number, base: number): number {
    const { TMax, etaMin = 0, etaMinRatio } = this.settings;
    const half = TMax === undefined ? this.span : TMax * this.unit;
    const lowest = etaMinRatio === undefined ? etaMin : base * etaMinRatio;
    const step = this.lastStep;
    if (step === 0) return current;
    // At the bottom of the curve the recursive form below divides by zero.
    if ((step - 1 - half) % (2 * half) === 0) return current + ((base - lowest) * (1 - Math.cos(Math.PI / half))) / 2;
    const here = 1 + Math.cos((Math.PI * step) / half);
    const before = 1 + Math.cos((Math.PI * (step - 1)) / half);
    return (here / before) * (current - lowest) + lowest;
  }
}

/** Learning rate: half a cosine down to `etaMin`. */
@PARAM_SCHEDULERS.register()
export class CosineAnnealingLR extends CosineAnnealingScheduler {
  constructor(given: z.input<typeof options> = {}) {
    super('lr', given);
  }
}

/** Momentum: half a cosine down to `etaMin`. */
@PARAM_SCHEDULERS.register()
export class CosineAnnealingMomentum extends CosineAnnealingScheduler {
  constructor(given: z.input<typeof options> = {}) {
    super('momentum', given);
  }
}

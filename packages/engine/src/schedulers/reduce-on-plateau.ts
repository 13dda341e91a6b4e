import { closestName } from '@mma/config';
import { z } from 'zod';
import { EngineError } from '../errors.js';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import {
  type Horizon,
  ParamScheduler,
  paramNameOption,
  type ScheduledGroup,
  schedulerOptions,
} from './param-scheduler.js';
import { perGroup } from './per-group.js';

const options = z.strictObject({
  begin: schedulerOptions.shape.begin,
  end: schedulerOptions.shape.end,
  byEpoch: z
    .boolean()
    .refine((on) => on, { error: 'only true: it looks at what validation finds' })
    .default(true)
    .describe('always true: it looks at what validation finds'),
  verbose: schedulerOptions.shape.verbose,
  monitor: z.string().default('loss').describe('the metric to watch, by its name in the log: acc/top1'),
  rule: z.enum(['less', 'greater']).default('less').describe('which values of the metric are better'),
  factor: z.number().gt(0).lt(1).default(0.1).describe('what the value is multiplied by'),
  patience: z.int().min(0).default(10).describe('validations without improvement that are waited for'),
  threshold: z.number().min(0).default(1e-4).describe('how much better counts as an improvement'),
  thresholdRule: z
    .enum(['rel', 'abs'])
    .default('rel')
    .describe('whether `threshold` is a share of the best or a difference'),
  cooldown: z.int().min(0).default(0).describe('validations after a change that do not count'),
  minValue: z
    .union([z.number(), z.array(z.number())])
    .default(0)
    .describe('the lowest value, or one for each parameter group'),
  eps: z.number().min(0).default(1e-8).describe('changes smaller than this are left out'),
});

/** MMEngine's stand-in for the worst score. */
const WORST = 1e9;

/** Multiplies by `factor` where validation has stopped getting better. */
abstract class ReduceOnPlateauScheduler extends ParamScheduler {
  static readonly options = options;

  private readonly own: z.output<typeof options>;
  private readonly worst: number;
  private best: number;
  private badEpochs = 0;
  private cooldownLeft = 0;

  constructor(name: string, given: z.input<typeof options>) {
    const own = options.parse(given);
    super(name, { ...own, convertToIterBased: false });
    this.own = own;
    this.worst = own.rule === 'less' ? WORST : -WORST;
    this.best = this.worst;
  }

  /** @throws EngineError `MMA_SCHEDULER_GROUPS` when `minValue` has not one entry for each group */
  override attach(groups: readonly ScheduledGroup[], horizon?: Horizon, log?: (line: string) => void): void {
    super.attach(groups, horizon, log);
    this.lowest();
  }

  /** Counts epochs; the values change after validations. */
  override step(): void {
    this.globalStep += 1;
  }

  /** @throws EngineError `MMA_SCHEDULER_METRIC` when there is no metric of that name */
  override afterValidation(metrics: Readonly<Record<string, number>>): void {
    if (!this.isActive) return;
    this.lastStep += 1;
    const { monitor, cooldown, patience } = this.own;
    const score = metrics[monitor];
    if (score === undefined) throw noMetric(monitor, Object.keys(metrics));
    if (this.improves(score)) {
      this.best = score;
      this.badEpochs = 0;
    } else this.badEpochs += 1;
    if (this.cooldownLeft > 0) {
      this.cooldownLeft -= 1;
      this.badEpochs = 0;
    }
    if (this.badEpochs <= patience) return;
    this.reduce();
    this.cooldownLeft = cooldown;
    this.badEpochs = 0;
  }

  override loadStateDict(state: Readonly<Record<string, unknown>>): void {
    super.loadStateDict(state);
    const saved = savedState.parse(state);
    this.best = saved.best;
    this.badEpochs = saved.num_bad_epochs;
    this.cooldownLeft = saved.cooldown_counter;
  }

  protected override begun(): void {
    this.globalStep = 0;
  }

  protected override next(current: number): number {
    return current * this.own.factor;
  }

  protected override settings(): Record<string, unknown> {
    const { factor, patience, cooldown, eps, monitor, rule, threshold, thresholdRule } = this.own;
    return {
      factor,
      min_values: this.lowest(),
      patience,
      cooldown,
      cooldown_counter: this.cooldownLeft,
      rule_worse: this.worst,
      best: this.best,
      num_bad_epochs: this.badEpochs,
      eps,
      monitor,
      rule,
      threshold,
      threshold_rule: thresholdRule,
    };
  }

  protected override when(): string {
    return ` in epoch ${this.lastStep}`;
  }

  private improves(score: number): boolean {
    const { rule, threshold, thresholdRule } = this.own;
    const margin = rule === 'less' ? -threshold : threshold;
    const mark = thresholdRule === 'rel' ? this.best * (1 + margin) : this.best + margin;
    return rule === 'less' ? score < mark : score > mark;
  }

  private reduce(): void {
    const lowest = this.lowest();
    for (const [index, group] of this.groups.entries()) {
      const current = this.read(group);
      const next = Math.max(this.next(current), lowest[index]!);
      if (current - next > this.own.eps) this.write(index, next);
    }
  }

  private lowest(): number[] {
    return perGroup('min_value', this.own.minValue, this.groups);
  }
}

/** Learning rate: multiplied by `factor` where validation has stopped getting better. */
@PARAM_SCHEDULERS.register()
export class ReduceOnPlateauLR extends ReduceOnPlateauScheduler {
  static override readonly options = options.describe(
    'learning rate: multiplied by `factor` where validation has stopped getting better',
  );

  constructor(given: z.input<typeof options> = {}) {
    super('lr', given);
  }
}

/** Momentum: multiplied by `factor` where validation has stopped getting better. */
@PARAM_SCHEDULERS.register()
export class ReduceOnPlateauMomentum extends ReduceOnPlateauScheduler {
  static override readonly options = options.describe(
    'momentum: multiplied by `factor` where validation has stopped getting better',
  );

  constructor(given: z.input<typeof options> = {}) {
    super('momentum', given);
  }
}

const generalOptions = options
  .extend({ paramName: paramNameOption })
  .describe('any number of the optimizer: multiplied by `factor` where validation has stopped getting better');

/** Any number of the optimizer's groups: multiplied by `factor` where validation has stopped getting better. */
@PARAM_SCHEDULERS.register()
export class ReduceOnPlateauParamScheduler extends ReduceOnPlateauScheduler {
  static override readonly options: typeof generalOptions = generalOptions;

  constructor({ paramName, ...given }: z.input<typeof generalOptions>) {
    super(paramName, given);
  }
}

const savedState = z.looseObject({ best: z.number(), num_bad_epochs: z.int(), cooldown_counter: z.int() });

function noMetric(monitor: string, names: readonly string[]): EngineError {
  const meant = closestName(monitor, names);
  const listed = names.length === 0 ? 'none' : names.join(', ');
  return new EngineError('MMA_SCHEDULER_METRIC', `validation gives no metric "${monitor}" (it gives ${listed})`, {
    hint: meant === undefined ? 'name one of these in the scheduler: monitor' : `did you mean monitor: '${meant}'?`,
  });
}

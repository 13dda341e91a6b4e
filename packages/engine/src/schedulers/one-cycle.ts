import { z } from 'zod';
import { EngineError } from '../errors.js';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { type Horizon, ParamScheduler, type ScheduledGroup, schedulerOptions } from './param-scheduler.js';
import { perGroup } from './per-group.js';

const options = z
  .strictObject({
    ...schedulerOptions.shape,
    etaMax: z.union([z.number(), z.array(z.number())]).describe('the highest value, or one for each parameter group'),
    totalSteps: z.int().min(1).optional().describe('steps of the cycle; from `begin` to `end` unless given'),
    pctStart: z.number().min(0).max(1).default(0.3).describe('share of the cycle in which the value rises'),
    annealStrategy: z.enum(['cos', 'linear']).default('cos').describe('the curve between the corners'),
    divFactor: z.number().positive().default(25).describe('the highest value over the first one'),
    finalDivFactor: z.number().positive().default(1e4).describe('the first value over the last one'),
    threePhase: z.boolean().default(false).describe('come down as one has risen, and then to the last value'),
  })
  .describe('learning rate: up and down once');

type Corner = 'initialLr' | 'maxLr' | 'minLr';

/** A part of the cycle: up to its last step, from one corner to the next. */
interface Phase {
  endStep: number;
  from: Corner;
  to: Corner;
}

/** Learning rate: up and down once (Smith & Topin, "Super-Convergence", 2018), with MMEngine's corners. */
@PARAM_SCHEDULERS.register()
export class OneCycleLR extends ParamScheduler {
  static readonly options: typeof options = options;

  private readonly own: z.output<typeof options>;

  constructor(given: z.input<typeof options>) {
    const own = options.parse(given);
    super('lr', own);
    this.own = own;
  }

  /** @throws EngineError `MMA_SCHEDULER_GROUPS` when `etaMax` has not one entry for each group */
  override attach(groups: readonly ScheduledGroup[], horizon?: Horizon, log?: (line: string) => void): void {
    const { etaMax, divFactor, finalDivFactor } = this.own;
    const highest = perGroup('eta_max', etaMax, groups);
    for (const [index, group] of groups.entries()) {
      group['initialLr'] = highest[index]! / divFactor;
      group['maxLr'] = highest[index]!;
      group['minLr'] = highest[index]! / divFactor / finalDivFactor;
    }
    super.attach(groups, horizon, log);
  }

  protected override next(_current: number, _base: number, group: ScheduledGroup): number {
    const step = this.lastStep;
    if (step > this.total) {
      throw new EngineError('MMA_SCHEDULER_STEPS', `the one cycle has ${this.total} steps, this is step ${step + 1}`, {
        hint: 'leave total_steps out, or end the schedule (end) with its cycle',
      });
    }
    const phases = this.phases();
    const index = phases.findIndex(({ endStep }) => step <= endStep);
    const at = index === -1 ? phases.length - 1 : index;
    const { endStep, from, to } = phases[at]!;
    const startStep = at === 0 ? 0 : phases[at - 1]!.endStep;
    const share = (step - startStep) / (endStep - startStep);
    return this.between(group[from] as number, group[to] as number, share);
  }

  protected override settings(): Record<string, unknown> {
    const { etaMax, divFactor, finalDivFactor } = this.own;
    return { eta_max: etaMax, div_factor: divFactor, final_div_factor: finalDivFactor, total_steps: this.total };
  }

  private get total(): number {
    return this.own.totalSteps === undefined ? this.span : this.own.totalSteps * this.unit;
  }

  private between(start: number, end: number, share: number): number {
    if (this.own.annealStrategy === 'linear') return (end - start) * share + start;
    return end + ((start - end) / 2) * (Math.cos(Math.PI * share) + 1);
  }

  private phases(): Phase[] {
    const risen = this.own.pctStart * this.total;
    const rise: Phase = { endStep: risen - 1, from: 'initialLr', to: 'maxLr' };
    const last = this.total - 1;
    if (!this.own.threePhase) return [rise, { endStep: last, from: 'maxLr', to: 'minLr' }];
    return [
      rise,
      { endStep: 2 * risen - 2, from: 'maxLr', to: 'initialLr' },
      { endStep: last, from: 'initialLr', to: 'minLr' },
    ];
  }
}

const generalOptions = options
  .extend({
    paramName: z
      .string()
      .refine((name) => name === 'lr', { error: 'one cycle is for "lr" only' })
      .describe('"lr", nothing else'),
  })
  .describe('learning rate: up and down once, under a general name');

/** The same under MMEngine's general name. */
@PARAM_SCHEDULERS.register()
export class OneCycleParamScheduler extends OneCycleLR {
  static override readonly options: typeof generalOptions = generalOptions;

  constructor({ paramName: _, ...given }: z.input<typeof generalOptions>) {
    super(given);
  }
}

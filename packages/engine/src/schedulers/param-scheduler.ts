import { z } from 'zod';
import { EngineError } from '../errors.js';

/** What a scheduler may move. */
export type ScheduledName = 'lr' | 'momentum';

/** The part of an optimizer's parameter group that schedulers read and write. */
export interface ScheduledGroup {
  lr: number;
  momentum?: number;
  initialLr?: number;
  initialMomentum?: number;
}

/** How long the run is, which epoch-based options are measured against. */
export interface Horizon {
  /** Iterations in one epoch. */
  epochLength: number;
  maxEpochs: number;
  maxIters: number;
}

/** Options that all schedulers share; `end` is the length of the run unless given. */
export const schedulerOptions = z.strictObject({
  begin: z.int().min(0).default(0),
  end: z.int().min(1).optional(),
  byEpoch: z.boolean().default(true),
  /** Given in epochs, stepped after every iteration. */
  convertToIterBased: z.boolean().default(false),
});

export type SchedulerOptions = z.output<typeof schedulerOptions>;

/** MMEngine's stand-in for "never". */
const NEVER = 1e9;

const INITIAL = { lr: 'initialLr', momentum: 'initialMomentum' } as const;

/**
 * Moves one hyper-parameter of every parameter group, each step from its present value to the next.
 *
 * Because a step starts from the present value, several schedulers chain: a warm-up over [0, 5) and a decay over
 * [5, 100) simply follow each other. Values, names and defaults follow MMEngine's `_ParamScheduler`.
 */
export abstract class ParamScheduler {
  /** Steps done inside [begin, end), minus one. */
  protected lastStep = -1;
  /** Scale from the options' unit to steps: iterations per epoch where they were given in epochs but stepped by iteration. */
  protected unit = 1;
  private globalStep = -1;
  private begin: number;
  private end: number;
  private stepsByEpoch: boolean;
  private groups: readonly ScheduledGroup[] = [];
  private baseValues: number[] = [];

  protected constructor(
    readonly paramName: ScheduledName,
    private readonly common: SchedulerOptions,
  ) {
    this.begin = common.begin;
    this.end = common.end ?? NEVER;
    this.stepsByEpoch = common.byEpoch;
  }

  /** Whether `step` belongs after every epoch rather than after every iteration. */
  get byEpoch(): boolean {
    return this.stepsByEpoch;
  }

  /** The number of steps from begin to end. */
  protected get span(): number {
    return this.end - this.begin;
  }

  /** The value after the one `current`, at `this.lastStep`; `base` is the group's value before any scheduling. */
  protected abstract next(current: number, base: number): number;

  /**
   * Takes the groups and sets their first values. Call once, before the first training step.
   * @throws EngineError `MMA_SCHEDULER_RANGE` when `end` is not after `begin`.
   */
  attach(groups: readonly ScheduledGroup[], horizon?: Horizon): void {
    this.settle(horizon);
    this.groups = groups;
    const initial = INITIAL[this.paramName];
    this.baseValues = groups.map((group) => {
      group[initial] ??= this.read(group);
      return group[initial];
    });
    this.step();
  }

  /** Moves every group to its next value; outside [begin, end) nothing changes. */
  step(): void {
    this.globalStep += 1;
    if (this.globalStep < this.begin || this.globalStep >= this.end) return;
    this.lastStep += 1;
    for (const [index, group] of this.groups.entries()) {
      group[this.paramName] = this.next(this.read(group), this.baseValues[index]!);
    }
  }

  /** What a checkpoint keeps, under MMEngine's own names. */
  stateDict(): Record<string, unknown> {
    return {
      param_name: this.paramName,
      begin: this.begin,
      end: this.end,
      by_epoch: this.stepsByEpoch,
      base_values: [...this.baseValues],
      last_step: this.lastStep,
      _global_step: this.globalStep,
      _last_value: this.groups.map((group) => this.read(group)),
    };
  }

  /** Continues where `stateDict` was taken; the groups' own values come back with the optimizer. */
  loadStateDict(state: Readonly<Record<string, unknown>>): void {
    const saved = savedState.parse(state);
    this.lastStep = saved.last_step;
    this.globalStep = saved._global_step;
    this.baseValues = saved.base_values;
  }

  private read(group: ScheduledGroup): number {
    const value = group[this.paramName];
    if (value === undefined) {
      throw new EngineError('MMA_SCHEDULER_PARAM', `the optimizer has no "${this.paramName}" to schedule`, {
        hint: 'choose an optimizer that has it, or remove this scheduler from param_scheduler',
      });
    }
    return value;
  }

  private settle(horizon?: Horizon): void {
    const { byEpoch, convertToIterBased, begin, end } = this.common;
    if (convertToIterBased && byEpoch) {
      this.unit = horizon?.epochLength ?? 1;
      this.stepsByEpoch = false;
    }
    const whole = byEpoch ? horizon?.maxEpochs : horizon?.maxIters;
    const last = end ?? whole;
    this.begin = begin * this.unit;
    this.end = last === undefined ? NEVER : last * this.unit;
    if (this.end <= this.begin) {
      throw new EngineError(
        'MMA_SCHEDULER_RANGE',
        `a scheduler's end (${last}) must come after its begin (${begin}); both count ${byEpoch ? 'epochs' : 'iterations'}`,
        { hint: 'without "end" a scheduler ends with the run: train longer, or begin earlier' },
      );
    }
  }
}

const savedState = z.looseObject({
  last_step: z.int(),
  _global_step: z.int(),
  base_values: z.array(z.number()),
});

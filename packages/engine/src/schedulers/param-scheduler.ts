import { z } from 'zod';
import { EngineError } from '../errors.js';
import { toCamel } from '../registry/spelling.js';

/**
 * The part of an optimizer's parameter group that schedulers read and write: numbers by PyTorch's names as code spells them, and
 * beside them what schedules note (`initialLr`).
 */
export interface ScheduledGroup {
  lr: number;
  momentum?: number;
  betas?: readonly [number, number];
  [setting: string]: unknown;
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
  begin: z.int().min(0).default(0).describe('step at which it begins'),
  end: z.int().min(1).optional().describe('step at which it ends; with the run unless given'),
  byEpoch: z.boolean().default(true).describe('whether steps are epochs or iterations'),
  convertToIterBased: z.boolean().default(false).describe('given in epochs, stepped after every iteration'),
  verbose: z.boolean().default(false).describe('log every new value'),
});

export type SchedulerOptions = z.output<typeof schedulerOptions>;

/** Which setting of the groups a general scheduler moves. */
export const paramNameOption = z.string().describe('the setting to move, by its name in PyTorch: weight_decay, eps, …');

/** MMEngine's stand-in for "never". */
const NEVER = 1e9;

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
  protected globalStep = -1;
  protected groups: readonly ScheduledGroup[] = [];
  private begin: number;
  private end: number;
  private stepsByEpoch: boolean;
  private baseValues: number[] = [];
  private log: (line: string) => void = () => {};
  /** Its name in the groups; asked for in every step of every group. */
  private readonly key: string;

  /** @param paramName what it moves, under PyTorch's name */
  protected constructor(
    readonly paramName: string,
    private readonly common: SchedulerOptions,
  ) {
    this.key = toCamel(paramName);
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

  /** Whether the present step is one of those it acts at. */
  protected get isActive(): boolean {
    return this.globalStep >= this.begin && this.globalStep < this.end;
  }

  /** The value after the one `current`, at `this.lastStep`; `base` is the group's value before any scheduling. */
  protected abstract next(current: number, base: number, group: ScheduledGroup): number;

  /** MMEngine's further entries in a state dict: the options, as they count in steps. */
  protected abstract settings(): Record<string, unknown>;

  /**
   * Takes the groups and sets their first values. Call once, before the first training step.
   * @param log takes the lines of `verbose`
   * @throws EngineError `MMA_SCHEDULER_RANGE` when `end` is not after `begin`, `MMA_SCHEDULER_PARAM` for a setting that groups lack
   */
  attach(groups: readonly ScheduledGroup[], horizon?: Horizon, log?: (line: string) => void): void {
    this.settle(horizon);
    this.groups = groups;
    if (log !== undefined) this.log = log;
    const initial = toCamel(`initial_${this.paramName}`);
    this.baseValues = groups.map((group) => {
      this.adopt(group);
      group[initial] ??= this.read(group);
      return group[initial] as number;
    });
    this.begun();
  }

  /** Moves every group to its next value; outside [begin, end) nothing changes. */
  step(): void {
    this.globalStep += 1;
    if (!this.isActive) return;
    this.lastStep += 1;
    for (const [index, group] of this.groups.entries()) {
      this.write(index, this.next(this.read(group), this.baseValues[index]!, group));
    }
  }

  /** Called with the metrics after each validation; only some schedulers look at them. */
  afterValidation(_metrics: Readonly<Record<string, number>>): void {}

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
      verbose: this.common.verbose,
      _last_value: this.groups.map((group) => this.read(group)),
      ...this.settings(),
    };
  }

  /** Continues where `stateDict` was taken; the groups' own values come back with the optimizer. */
  loadStateDict(state: Readonly<Record<string, unknown>>): void {
    const saved = savedState.parse(state);
    this.lastStep = saved.last_step;
    this.globalStep = saved._global_step;
    if (saved.base_values !== undefined) this.baseValues = saved.base_values;
  }

  /** The first values, as soon as there are groups. */
  protected begun(): void {
    this.step();
  }

  protected read(group: ScheduledGroup): number {
    const value = group[this.key];
    if (typeof value === 'number') return value;
    const numbers = Object.entries(group).filter(([, setting]) => typeof setting === 'number');
    throw new EngineError('MMA_SCHEDULER_PARAM', `the optimizer has no "${this.paramName}" to schedule`, {
      hint: `remove this scheduler from param_scheduler, or choose an optimizer that has it; this one has ${numbers.map(([name]) => name).join(', ')}`,
    });
  }

  protected write(index: number, value: number): void {
    const group = this.groups[index]!;
    group[this.key] = value;
    if (this.paramName === 'momentum' && group.betas !== undefined) group.betas = [value, group.betas[1]];
    if (this.common.verbose)
      this.log(`Adjusting parameter value of group ${index} to ${exponential(value)}${this.when()}.`);
  }

  /** How `verbose` says when a value changed. */
  protected when(): string {
    return '';
  }

  /** The momentum of the Adam family is the first of its betas. */
  private adopt(group: ScheduledGroup): void {
    if (this.paramName === 'momentum' && group.betas !== undefined) group.momentum ??= group.betas[0];
  }

  private settle(horizon?: Horizon): void {
    const { byEpoch, convertToIterBased, begin, end } = this.common;
    if (convertToIterBased && !byEpoch) {
      throw new EngineError(
        'MMA_SCHEDULER_CONVERT',
        'convert_to_iter_based needs a schedule in epochs: by_epoch is false',
        {
          hint: 'give begin, end and the rest in epochs with by_epoch: true, or leave convert_to_iter_based out',
        },
      );
    }
    if (convertToIterBased) {
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

/** As `%.4e` of Python. */
function exponential(value: number): string {
  return value.toExponential(4).replace(/e([+-])(\d)$/, 'e$10$2');
}

const savedState = z.looseObject({
  last_step: z.int(),
  _global_step: z.int(),
  base_values: z.array(z.number()).optional(),
});

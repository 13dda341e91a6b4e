import type { Parameter } from '@mma/nn';
import type { ScheduledGroup } from '../schedulers/param-scheduler.js';

/**
 * Parameters that share their settings: all options of the optimizer, each under PyTorch's name as code spells it, and what
 * constructors and schedules note beside them (`lrMult`, `initialLr`). Schedulers move numbers between steps; a state
 * dict has every entry.
 */
export interface ParamGroup extends ScheduledGroup {
  readonly params: readonly (readonly [name: string, parameter: Parameter])[];
  lr: number;
  weightDecay: number;
  momentum?: number;
  /** Of the Adam family; schedules of momentum move the first. */
  betas?: readonly [number, number];
}

/** A group's settings without its parameters: what an optimizer starts each group from. */
export interface GroupSettings extends ScheduledGroup {
  lr: number;
  weightDecay: number;
}

/** What a program says of a group: its parameters, and settings that differ from the optimizer's own. */
export type GroupSpec = Pick<ParamGroup, 'params'> & Readonly<Record<string, unknown>>;

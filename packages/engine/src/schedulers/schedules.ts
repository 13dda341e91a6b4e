import { EngineError } from '../errors.js';
import type { ParamScheduler } from './param-scheduler.js';

/** A run's schedulers: a list, or a list for each of several optimizers, by name. */
export type Schedules = readonly ParamScheduler[] | Readonly<Record<string, readonly ParamScheduler[]>>;

/** By the name of the optimizer they belong to; empty for an only one. */
export function schedulesByName(schedules: Schedules = []): ReadonlyMap<string, readonly ParamScheduler[]> {
  return isList(schedules) ? new Map([['', schedules]]) : new Map(Object.entries(schedules));
}

/** All of them, whichever optimizer they belong to. */
export function allSchedulers(schedules: Schedules = []): ParamScheduler[] {
  return [...schedulesByName(schedules).values()].flat();
}

/** What a checkpoint keeps of them, in MMEngine's structure. */
export function saveSchedules(schedules: Schedules): unknown {
  const save = (list: readonly ParamScheduler[]): unknown[] => list.map((each) => each.stateDict());
  if (isList(schedules)) return save(schedules);
  return Object.fromEntries(Object.entries(schedules).map(([name, list]) => [name, save(list)]));
}

/**
 * Continues from saved schedules.
 * @returns whether the checkpoint has any, where there are any to bring back
 * @throws EngineError `MMA_RESUME_SCHEDULERS` when they are of a run with others
 */
export function loadSchedules(schedules: Schedules, saved: unknown, file: string): boolean {
  const own = schedulesByName(schedules);
  const found = savedByName(saved);
  if (found === undefined) return allSchedulers(schedules).length === 0;
  const names = (map: ReadonlyMap<string, readonly unknown[]>): string =>
    [...map].map(([name, list]) => `${name === '' ? '' : `${name}: `}${list.length}`).join(', ');
  const fits = own.size === found.size && [...own].every(([name, list]) => found.get(name)?.length === list.length);
  if (!fits) {
    throw new EngineError(
      'MMA_RESUME_SCHEDULERS',
      `${file} is of a run with ${names(found)} parameter schedulers, the config has ${names(own)}`,
      { hint: 'resume with the config it was trained with, or start from its weights alone: load_from without resume' },
    );
  }
  for (const [name, list] of own) {
    for (const [index, scheduler] of list.entries()) {
      scheduler.loadStateDict(Object.fromEntries(found.get(name)![index] as ReadonlyMap<string, unknown>));
    }
  }
  return true;
}

function savedByName(saved: unknown): ReadonlyMap<string, readonly unknown[]> | undefined {
  if (Array.isArray(saved)) return new Map([['', saved as unknown[]]]);
  return saved instanceof Map ? (saved as ReadonlyMap<string, readonly unknown[]>) : undefined;
}

function isList(schedules: Schedules): schedules is readonly ParamScheduler[] {
  return Array.isArray(schedules);
}

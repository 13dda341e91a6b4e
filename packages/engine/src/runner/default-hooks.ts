import { z } from 'zod';
import type { Hook } from '../hooks/hook.js';
import { PRIORITIES, type PriorityName } from '../hooks/priority.js';
import type { ComponentConfig } from '../registry/build.js';
import type { ConfigIssue, ConfigPlace } from '../registry/issues.js';
import { checkOptions, parseOptions } from '../registry/parse-options.js';
import { HOOKS } from '../registry/roots.js';

/** The hooks every run has unless its config says otherwise, by their keys in `default_hooks`. */
export const DEFAULT_HOOKS: Readonly<Record<string, ComponentConfig>> = {
  runtime_info: { type: 'RuntimeInfoHook' },
  timer: { type: 'IterTimerHook' },
  sampler_seed: { type: 'DistSamplerSeedHook' },
  logger: { type: 'LoggerHook' },
  param_scheduler: { type: 'ParamSchedulerHook' },
  checkpoint: { type: 'CheckpointHook', interval: 1 },
};

export function defaultHooks(): Hook[] {
  return Object.values(DEFAULT_HOOKS).map((config) => buildHook(config));
}

/** A hook from its config, in which `priority` may stand beside the hook's own options. */
export function buildHook(config: ComponentConfig, place: ConfigPlace = {}): Hook {
  const { priority, own } = cutPriority(config);
  const hook = HOOKS.build(own, place);
  if (priority !== undefined) hook.priority = parseOptions(prioritySchema, priority, within(place));
  return hook;
}

/** What is wrong with a hook's config; builds nothing. */
export function checkHook(config: ComponentConfig, place: ConfigPlace = {}): ConfigIssue[] {
  const { priority, own } = cutPriority(config);
  const issues = priority === undefined ? [] : checkOptions(prioritySchema, priority, within(place));
  return [...HOOKS.validate(own, place), ...issues];
}

const names = Object.keys(PRIORITIES) as [PriorityName, ...PriorityName[]];
/** When a hook acts: 0 first, 100 last. */
export const prioritySchema = z.union([z.enum(names), z.int().min(0).max(100)]);

function cutPriority(config: ComponentConfig): { priority: unknown; own: ComponentConfig } {
  if (typeof config !== 'object' || config === null) return { priority: undefined, own: config };
  const { priority, ...own } = config;
  return { priority, own: own as ComponentConfig };
}

function within(place: ConfigPlace): ConfigPlace {
  return { ...place, path: [place.path, 'priority'].filter(Boolean).join('.') };
}

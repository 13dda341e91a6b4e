import { DataLoader } from '../data/data-loader.js';
import { evalLoaderOptions } from '../data/data-loader-options.js';
import type { ConfigIssue, ConfigPlace } from '../registry/issues.js';
import { checkOptions } from '../registry/parse-options.js';
import type { Registry } from '../registry/registry.js';
import {
  LOG_PROCESSORS,
  LOOPS,
  METRICS,
  MODELS,
  OPTIM_WRAPPERS,
  PARAM_SCHEDULERS,
  VISBACKENDS,
  VISUALIZERS,
} from '../registry/roots.js';
import { allPlaced, type ConfigSections, type Placed } from './config-sections.js';
import { checkHook } from './default-hooks.js';

/** Checks every section of a config against the options of all it names: what is wrong, in all of them. Builds nothing. */
export function checkSections(sections: ConfigSections, place: Omit<ConfigPlace, 'path'>): ConfigIssue[] {
  const at = (path: string): ConfigPlace => ({ ...place, path });
  const missing = new Set(sections.issues.map((issue) => issue.path));
  const issues: ConfigIssue[] = [...sections.issues];
  const check = <T extends object>(registry: Registry<T>, items: readonly Placed[]): void => {
    for (const { path, config } of items) if (!missing.has(path)) issues.push(...registry.validate(config, at(path)));
  };
  const { model, train, val, test, hooks, logProcessor, visualizer, visBackends } = sections;
  check(MODELS, [model]);
  if (train !== undefined) {
    issues.push(...checkOptions(DataLoader.options, train.dataloader, at('train_dataloader')));
    check(LOOPS, [train.loop]);
    check(OPTIM_WRAPPERS, [train.optimWrapper]);
    check(PARAM_SCHEDULERS, allPlaced(train.schedules));
  }
  for (const [name, section] of [['val', val] as const, ['test', test] as const]) {
    if (section === undefined) continue;
    issues.push(...checkOptions(evalLoaderOptions, section.dataloader, at(`${name}_dataloader`)));
    check(LOOPS, [section.loop]);
    check(METRICS, section.metrics);
  }
  for (const { path, config } of hooks) issues.push(...checkHook(config, at(path)));
  check(LOG_PROCESSORS, [logProcessor]);
  check(VISUALIZERS, [visualizer]);
  check(VISBACKENDS, visBackends);
  return issues;
}

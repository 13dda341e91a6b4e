import type { ConfigDict } from '@mma/config';
import { MULTI_CONSTRUCTOR } from '../optim/optim-wrapper-dict.js';
import type { ComponentConfig } from '../registry/build.js';
import type { ConfigIssue } from '../registry/issues.js';
import { DEFAULT_HOOKS } from './default-hooks.js';

/** A component's config and where it stands in the whole. */
export interface Placed {
  path: string;
  config: ComponentConfig;
}

/** Schedulers: one list, or one for each of several optimizers, by name. */
export type PlacedSchedules = Placed[] | Readonly<Record<string, Placed[]>>;

export interface EvalSection {
  dataloader: unknown;
  loop: Placed;
  metrics: Placed[];
}

/** A run's config, cut into what is built apart. Defaults are filled in; nothing is checked beyond what is there. */
export interface ConfigSections {
  model: Placed;
  train?: { dataloader: unknown; loop: Placed; optimWrapper: Placed; schedules: PlacedSchedules };
  val?: EvalSection;
  test?: EvalSection;
  hooks: Placed[];
  logProcessor: Placed;
  /** Without its backends, which may stand beside it. */
  visualizer: Placed;
  visBackends: Placed[];
  /** Sections that are there in part only. */
  issues: ConfigIssue[];
}

/** Cuts MMEngine's top-level keys; keys that mean nothing here (`dataset_type`, …) are a config's own variables. */
export function cutConfig(values: ConfigDict): ConfigSections {
  const issues: ConfigIssue[] = [];
  const whole = (keys: readonly string[]): boolean => {
    const missing = keys.filter((key) => values[key] == null);
    if (missing.length === keys.length) return false;
    const given = keys.filter((key) => !missing.includes(key)).join(' and ');
    for (const path of missing) issues.push({ path, problem: 'missing-option', message: `required beside ${given}` });
    return missing.length === 0;
  };
  const evaluation = (mode: 'val' | 'test'): EvalSection | undefined => {
    if (!whole([`${mode}_dataloader`, `${mode}_cfg`, `${mode}_evaluator`])) return undefined;
    return {
      dataloader: values[`${mode}_dataloader`],
      loop: placed(values, `${mode}_cfg`, mode === 'val' ? 'ValLoop' : 'TestLoop'),
      metrics: metricsOf(values, mode),
    };
  };
  const train = whole(['train_dataloader', 'train_cfg', 'optim_wrapper'])
    ? {
        dataloader: values['train_dataloader'],
        loop: trainLoop(values),
        optimWrapper: optimWrapper(values),
        schedules: schedulesOf(values),
      }
    : undefined;
  const val = evaluation('val');
  const test = evaluation('test');
  if (values['model'] == null) issues.push({ path: 'model', problem: 'missing-option', message: 'required' });
  return {
    model: placed(values, 'model'),
    ...(train === undefined ? {} : { train }),
    ...(val === undefined ? {} : { val }),
    ...(test === undefined ? {} : { test }),
    hooks: hooksOf(values),
    logProcessor: logProcessor(values, train?.loop),
    visualizer: visualizerOf(values),
    visBackends: backendsOf(values),
    issues,
  };
}

/** The metrics of a pass. */
export function metricsOf(values: ConfigDict, mode: 'val' | 'test'): Placed[] {
  return listOf(values, `${mode}_evaluator`);
}

/** `by_epoch` stands for the loop's type in older configs. */
function trainLoop(values: ConfigDict): Placed {
  const { path, config } = placed(values, 'train_cfg');
  const { by_epoch: byEpoch, ...own } = config;
  const type = config.type ?? (byEpoch === false ? 'IterBasedTrainLoop' : 'EpochBasedTrainLoop');
  return { path, config: { ...own, type } };
}

/** Lines count what the loop counts, where the config does not say otherwise. */
function logProcessor(values: ConfigDict, loop: Placed | undefined): Placed {
  const { path, config } = placed(values, 'log_processor', 'LogProcessor');
  if (loop?.config.type !== 'IterBasedTrainLoop' || config.type !== 'LogProcessor') return { path, config };
  return { path, config: { by_epoch: false, ...config } };
}

/** Several optimizers are named by a constructor of their own, and each of them may leave its type out. */
function optimWrapper(values: ConfigDict): Placed {
  const { path, config } = placed(values, 'optim_wrapper');
  if (!Object.hasOwn(config, 'constructor') || String(config['constructor']) !== MULTI_CONSTRUCTOR)
    return placed(values, 'optim_wrapper', 'OptimWrapper');
  const parts = Object.entries(config).map(([name, part]) => [
    name,
    isRecord(part) ? { type: 'OptimWrapper', ...part } : part,
  ]);
  return { path, config: { type: 'OptimWrapperDict', ...Object.fromEntries(parts) } as ComponentConfig };
}

function schedulesOf(values: ConfigDict): PlacedSchedules {
  const key = 'param_scheduler';
  const given = values[key];
  if (!isRecord(given) || given['type'] !== undefined) return listOf(values, key);
  return Object.fromEntries(Object.keys(given).map((name) => [name, listOf(given, name, `${key}.${name}`)]));
}

/** All schedulers, whichever optimizer they belong to. */
export function allPlaced(schedules: PlacedSchedules): Placed[] {
  return Array.isArray(schedules) ? schedules : Object.values(schedules).flat();
}

function hooksOf(values: ConfigDict): Placed[] {
  const own = isRecord(values['default_hooks']) ? values['default_hooks'] : {};
  const named = Object.entries({ ...DEFAULT_HOOKS, ...own })
    .filter(([, config]) => config !== null)
    .map(([key, config]) => ({ path: `default_hooks.${key}`, config: config as ComponentConfig }));
  return [...named, ...listOf(values, 'custom_hooks')];
}

function visualizerOf(values: ConfigDict): Placed {
  const { path, config } = placed(values, 'visualizer', 'Visualizer');
  const { vis_backends: _backends, ...own } = config;
  return { path, config: own as ComponentConfig };
}

/** The visualizer's own backends, else those that stand beside it. */
function backendsOf(values: ConfigDict): Placed[] {
  const visualizer = values['visualizer'];
  const own = isRecord(visualizer) ? listOf(visualizer, 'vis_backends', 'visualizer.vis_backends') : [];
  if (own.length > 0) return own;
  const shared = listOf(values, 'vis_backends');
  return shared.length > 0 ? shared : [{ path: 'vis_backends', config: { type: 'LocalVisBackend' } }];
}

function placed(values: ConfigDict, path: string, type?: string): Placed {
  const given = values[path];
  const config = isRecord(given) ? given : {};
  return { path, config: { ...(type === undefined ? {} : { type }), ...config } as ComponentConfig };
}

function listOf(values: ConfigDict, key: string, path = key): Placed[] {
  const given = values[key];
  if (given == null) return [];
  if (!Array.isArray(given)) return [{ path, config: given as unknown as ComponentConfig }];
  return given.map((config, index) => ({ path: `${path}.${index}`, config: config as unknown as ComponentConfig }));
}

function isRecord(value: unknown): value is ConfigDict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

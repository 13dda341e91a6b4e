import { type ConfigDict, closestName } from '@mma/config';
import type { ConfigIssue } from '../registry/issues.js';

/** The top-level keys of a run's config. All others are a config's own variables (`dataset_type`, `train_pipeline`). */
export const TOP_LEVEL_KEYS = [
  'model',
  'train_dataloader',
  'val_dataloader',
  'test_dataloader',
  'train_cfg',
  'val_cfg',
  'test_cfg',
  'optim_wrapper',
  'param_scheduler',
  'auto_scale_lr',
  'val_evaluator',
  'test_evaluator',
  'tta_model',
  'tta_pipeline',
  'default_hooks',
  'custom_hooks',
  'custom_imports',
  'work_dir',
  'load_from',
  'resume',
  'randomness',
  'log_level',
  'log_processor',
  'launcher',
  'visualizer',
  'vis_backends',
  'env_cfg',
  'default_scope',
  'experiment_name',
] as const;

/** Variables that most of MMAction2's configs have; some are close to a key, and no slip of the pen. */
const USUAL_VARIABLES = ['train_pipeline', 'val_pipeline', 'test_pipeline'];

const MOST_LETTERS_LOST = 2;

/**
 * Keys that are probably mistyped: no key of a run, and close to one that the config lacks (`train_dataloder`). Without this they
 * would pass for variables, and what they say would be silently left out.
 */
export function checkKeys(values: ConfigDict): ConfigIssue[] {
  const lacking = TOP_LEVEL_KEYS.filter((key) => values[key] === undefined);
  const known = new Set<string>([...TOP_LEVEL_KEYS, ...USUAL_VARIABLES]);
  return Object.keys(values)
    .filter((key) => !known.has(key))
    .flatMap((path) => {
      const suggestion = closestName(path, lacking);
      // A short name for a variable (`optim`) is part of a longer key, but no slip of the pen.
      return suggestion === undefined || Math.abs(suggestion.length - path.length) > MOST_LETTERS_LOST
        ? []
        : [{ path, problem: 'unknown-option' as const, message: 'a run has no such key', suggestion }];
    });
}

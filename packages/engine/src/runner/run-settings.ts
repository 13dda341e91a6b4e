import type { ConfigDict } from '@mma/config';
import { z } from 'zod';
import { LOG_LEVELS } from '../logging/logger.js';
import { autoScaleLrOptions } from './auto-scale-lr.js';

/** The top-level keys of a config that are plain settings. */
export const runSettings = z.object({
  workDir: z.string().nullish(),
  loadFrom: z.string().nullish(),
  /**
   * true: go on from `load_from`, or from the work dir's latest checkpoint. A path: go on from that. 'auto': go on from the
   * latest where there is one, else begin, with `load_from` where that is given.
   */
  resume: z.union([z.boolean(), z.string()]).default(false),
  randomness: z
    .strictObject({
      seed: z.int().min(0).nullish(),
      /** Accepted: on one CPU the same seed gives the same run anyway. */
      deterministic: z.boolean().default(false),
      /** Whether each process draws its own numbers for dropout and for mixing batches; weights and order of data are shared. */
      diffRankSeed: z.boolean().default(false),
    })
    .prefault({}),
  autoScaleLr: autoScaleLrOptions.nullish(),
  logLevel: z.enum(LOG_LEVELS).default('INFO'),
  launcher: z.literal('none', { error: 'only "none": a run is one process' }).default('none'),
  customImports: z
    .strictObject({
      imports: z.union([z.string(), z.array(z.string())]),
      allowFailedImports: z.boolean().default(false),
    })
    .nullish(),
});

export type RunSettings = z.output<typeof runSettings>;

const KEYS = [
  'work_dir',
  'load_from',
  'resume',
  'randomness',
  'auto_scale_lr',
  'log_level',
  'launcher',
  'custom_imports',
] as const;

/** The settings' share of a config. */
export function settingsOf(values: ConfigDict): ConfigDict {
  return Object.fromEntries(KEYS.filter((key) => values[key] !== undefined).map((key) => [key, values[key]!]));
}

/** Modules that register what the config names. */
export function modulesOf(settings: Pick<RunSettings, 'customImports'>): string[] {
  return [settings.customImports?.imports ?? []].flat();
}

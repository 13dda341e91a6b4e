import { z } from 'zod';
import { component, componentConfig } from '../registry/component.js';
import { COLLATE_FNS, DATA_SAMPLERS, DATASETS } from '../registry/roots.js';
import { BaseDataset } from './base-dataset.js';
import { onErrorOf, onErrorOption } from './broken/on-error.js';
import { PseudoCollate } from './collate/pseudo-collate.js';
import { DefaultSampler } from './samplers/default-sampler.js';

/** An option of MMEngine or PyTorch that has no place here, with what takes its place. */
function refused(why: string): z.ZodOptional<z.ZodUnknown> {
  return z
    .unknown()
    .refine((given) => given == null, { error: why })
    .optional()
    .describe(`only null: ${why}`);
}

/** A dataloader's config (`train_dataloader`), with MMEngine's names. */
export const dataLoaderOptions = z.object({
  dataset: z
    .union([componentConfig(DATASETS), z.instanceof(BaseDataset)])
    .describe('the dataset as a config, which workers build again; an instance does without workers'),
  sampler: component(DATA_SAMPLERS)
    .default(() => new DefaultSampler({ shuffle: false }))
    .describe('the order in which samples are visited; in the order of the dataset when left out'),
  batchSize: z.int().positive().default(1).describe('samples a batch'),
  numWorkers: z
    .int()
    .nonnegative()
    .default(0)
    .describe('threads that make samples; 0 makes them in the main thread when they are asked for'),
  persistentWorkers: z.boolean().default(false).describe('keep the workers from epoch to epoch'),
  prefetchFactor: z
    .int()
    .positive()
    .nullish()
    .describe('batches in the making ahead of the one in use, for each worker; 2 when left out'),
  dropLast: z.boolean().default(false).describe('leave out a last batch that is not full'),
  numBatchPerEpoch: z.int().positive().nullish().describe('end each epoch after this many batches'),
  collateFn: component(COLLATE_FNS)
    .default(() => new PseudoCollate())
    .describe('how samples become a batch: pseudo_collate, default_collate or repeat_pseudo_collate'),
  onError: onErrorOption,
  timeout: z
    .number()
    .nonnegative()
    .max(86_400)
    .default(120)
    .describe(
      'seconds a worker may take for one sample; then it is replaced and the sample tried once more, then broken. 0: no limit',
    ),
  pinMemory: z.boolean().optional().describe('accepted without effect: memory needs no pinning here'),
  workerInitFn: refused(
    'workers need no seeding, each sample has its own random stream; modules to load go to custom_imports',
  ),
  batchSampler: refused('batches are cut from the order of `sampler`; write a sampler that gives the order you want'),
});

export type DataLoaderOptions = z.input<typeof dataLoaderOptions>;

/** The same for validation and testing, where each prediction belongs to its own sample. */
export const evalLoaderOptions = dataLoaderOptions.refine(({ onError }) => onErrorOf(onError).policy !== 'skip', {
  path: ['onError'],
  error:
    'skip would put one sample in the place of another, and predictions would no longer belong to their samples: ' +
    "use 'placeholder' or 'fail'",
});

import { z } from 'zod';
import { component, componentConfig } from '../registry/component.js';
import { DATA_SAMPLERS, DATASETS } from '../registry/roots.js';
import { BaseDataset } from './base-dataset.js';
import { DefaultSampler } from './samplers/default-sampler.js';

/** A dataloader's config (`train_dataloader`), with MMEngine's names. */
export const dataLoaderOptions = z.object({
  /** The config of the dataset; workers build it again. An instance does without workers. */
  dataset: z.union([componentConfig(DATASETS), z.instanceof(BaseDataset)]),
  sampler: component(DATA_SAMPLERS).default(() => new DefaultSampler({ shuffle: false, roundUp: true })),
  batchSize: z.int().positive().default(1),
  /** Threads that make samples; 0 makes them in the main thread when they are asked for. */
  numWorkers: z.int().nonnegative().default(0),
  /** Keep the workers from epoch to epoch. */
  persistentWorkers: z.boolean().default(false),
  /** Batches in the making ahead of the one in use, for each worker. */
  prefetchFactor: z.int().positive().nullish(),
  /** Leave out a last batch that is not full. */
  dropLast: z.boolean().default(false),
  /** End each epoch after this many batches. */
  numBatchPerEpoch: z.int().positive().nullish(),
  /** Samples are laid side by side; the data preprocessor stacks them. */
  collateFn: z.object({ type: z.literal('pseudo_collate') }).optional(),
  /** Accepted as PyTorch has it; memory needs no pinning here. */
  pinMemory: z.boolean().optional(),
});

export type DataLoaderOptions = z.input<typeof dataLoaderOptions>;

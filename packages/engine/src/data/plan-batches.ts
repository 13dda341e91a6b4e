import type { Sampler, SamplerRun } from './samplers/sampler.js';

/** One place of a batch: a sample, and the pass over the data that it is drawn in. */
export interface Slot {
  readonly epoch: number;
  readonly index: number;
}

/** The batches of one epoch. */
export interface BatchPlan {
  readonly length: number;
  /** Places in all batches. */
  readonly samples: number;
  /** What batch number `at` holds. */
  slots(at: number): Slot[];
}

export interface BatchPlanOptions {
  epoch: number;
  /** Samples of the dataset. */
  samples: number;
  batchSize: number;
  /** Leave out a last batch that is not full. */
  dropLast: boolean;
  /** At most this many batches. */
  limit?: number | undefined;
  run: SamplerRun;
}

/** Cuts the order of an epoch's samples into batches. */
export function planBatches(sampler: Sampler, options: BatchPlanOptions): BatchPlan {
  return sampler.isEndless ? streamPlan(sampler, options) : passPlan(sampler, options);
}

function passPlan(sampler: Sampler, options: BatchPlanOptions): BatchPlan {
  const { epoch, samples, batchSize, dropLast, limit = Number.POSITIVE_INFINITY, run } = options;
  const order = sampler.indices(epoch, samples, run);
  const batches = order.length / batchSize;
  const length = Math.min(dropLast ? Math.floor(batches) : Math.ceil(batches), limit);
  return {
    length,
    samples: Math.min(length * batchSize, order.length),
    slots: (at) => order.slice(at * batchSize, (at + 1) * batchSize).map((index) => ({ epoch, index })),
  };
}

/** Process `rank` takes every `worldSize`-th place of the stream of passes. */
function streamPlan(sampler: Sampler, { epoch, samples, batchSize, limit, run }: BatchPlanOptions): BatchPlan {
  const { rank, worldSize } = run;
  const length = samples === 0 ? 0 : (limit ?? Math.ceil(samples / (batchSize * worldSize)));
  let known = { pass: -1, order: [] as number[] };
  const slot = (place: number): Slot => {
    const pass = Math.floor(place / samples);
    if (known.pass !== pass) known = { pass, order: sampler.indices(pass, samples, { ...run, rank: 0, worldSize: 1 }) };
    return { epoch: pass, index: known.order[place % samples]! };
  };
  return {
    length,
    samples: length * batchSize,
    slots: (at) => {
      const first = (epoch * length + at) * batchSize;
      return Array.from({ length: batchSize }, (_, i) => slot((first + i) * worldSize + rank));
    },
  };
}

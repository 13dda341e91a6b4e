import type { CategoriesOf } from './balanced-order.js';

/** What a sampler must know of the run it serves, and of the data. */
export interface SamplerRun {
  /** The run's seed, for samplers without their own. */
  seed: number;
  /** The share of this process in distributed training. */
  rank: number;
  worldSize: number;
  /** The classes of a sample, for samplers that weigh by them. */
  categoriesOf?: CategoriesOf;
}

/** A run of one process. */
export const SINGLE_RUN: SamplerRun = { seed: 0, rank: 0, worldSize: 1 };

/** The order in which samples are visited: a pure function of its arguments. */
export abstract class Sampler {
  /**
   * Whether passes run into one another: batches are always full, the one at the end of a pass goes on with the next pass.
   * `indices` then gives a whole pass, and the loader shares the stream out.
   */
  readonly isEndless: boolean = false;

  /**
   * The indices of one epoch, for one process.
   *
   * @param length the number of samples of the dataset
   */
  abstract indices(epoch: number, length: number, run?: SamplerRun): number[];
}

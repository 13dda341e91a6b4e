/** What a sampler must know of the run it serves. */
export interface SamplerRun {
  /** The run's seed, for samplers without their own. */
  seed: number;
  /** The share of this process in distributed training. */
  rank: number;
  worldSize: number;
}

/** A run of one process. */
export const SINGLE_RUN: SamplerRun = { seed: 0, rank: 0, worldSize: 1 };

/** The order in which samples are visited: a pure function of its arguments. */
export abstract class Sampler {
  /**
   * The indices of one epoch, for one process.
   *
   * @param length the number of samples of the dataset
   */
  abstract indices(epoch: number, length: number, run?: SamplerRun): number[];
}

import type { Random } from '../random/random.js';

/** What a pipeline hands from transform to transform, under MMAction2's result keys (`imgs`, `frame_inds`, `img_shape`, …). */
export type Results = Record<string, unknown>;

/**
 * One step of a data pipeline. A transform keeps no state between samples and draws only from `random`, so that a sample is
 * the same on whichever thread it is made.
 */
export abstract class BaseTransform {
  /** Changes `results` (in place or as a new object); null gives the sample up. */
  abstract transform(results: Results, random: Random): Results | null | Promise<Results | null>;
}

import type { NdArray, TypedArray } from './nd-array.js';

/**
 * What is known about one sample besides its pixels: labels from the annotation, scores from the model, and where it came
 * from. Plain data, so that it crosses threads by structured clone.
 */
export interface DataSample {
  /** What the pipeline says about the sample (`img_shape`, `num_clips`, …), under MMAction2's keys. */
  metainfo: Record<string, unknown>;
  /** Ground truth class indices; several for multi-label data. */
  gtLabel?: number[];
  /** Ground truth as one target a class, instead of `gtLabel`: soft labels, or several as ones among zeros. */
  gtScore?: Float32Array;
  /** What the annotation says of the persons or things in the sample: `bboxes` [n, 4], `labels`. */
  gtInstances?: Record<string, NdArray<TypedArray>>;
  /** Where persons or things may be: `bboxes` [n, 4]. */
  proposals?: Record<string, NdArray<TypedArray>>;
  /** What an algorithm wants besides (`algorithm_keys` of PackActionInputs), under its result keys. */
  extras?: Record<string, unknown>;
  /** The class with the highest score. */
  predLabel?: number;
  /** One score a class. */
  predScore?: Float32Array;
}

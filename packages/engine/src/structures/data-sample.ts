/**
 * What is known about one sample besides its pixels: labels from the annotation, scores from the model, and where it came
 * from. Plain data, so that it crosses threads by structured clone.
 */
export interface DataSample {
  /** What the pipeline says about the sample (`img_shape`, `num_clips`, …), under MMAction2's keys. */
  metainfo: Record<string, unknown>;
  /** Ground truth class indices; several for multi-label data. */
  gtLabel?: number[];
  /** The class with the highest score. */
  predLabel?: number;
  /** One score a class. */
  predScore?: Float32Array;
}

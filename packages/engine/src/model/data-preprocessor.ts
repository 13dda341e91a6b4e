import type { Tensor } from '@mma/backend';
import type { Random } from '../random/random.js';
import type { Batch } from '../structures/batch.js';

/** A batch on the device: what a step of the model is a function of. */
export interface TensorBatch {
  /** Normalised floats, channels last; for videos `[B, N, H, W, C]`. */
  inputs: Tensor;
  /** Targets by name: `gtLabel` is int32 `[B]` or float `[B, classes]`. */
  [target: string]: Tensor;
}

/** Stacks a batch, puts it on the device and normalises it there. */
export abstract class DataPreprocessor {
  /**
   * The caller disposes the tensors.
   *
   * @param training while training, what augmentations of the whole batch (mixup) draw from
   */
  abstract prepare(batch: Batch, training?: Random): TensorBatch;
}

import type { TensorBatch } from '../model/data-preprocessor.js';

/** Frees a batch's tensors. */
export function disposeBatch(batch: TensorBatch): void {
  for (const tensor of Object.values(batch)) tensor.dispose();
}

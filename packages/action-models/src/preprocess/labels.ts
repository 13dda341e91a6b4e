import type { DataSample } from '@mma/engine';
import { ModelError } from '../errors.js';

/** Labels ready for the device, or null where some sample has none (inference). */
export type PackedLabels = { data: Int32Array; shape: number[] } | null;

/**
 * One label each → [B]; several → [B, K], padded with −1.
 * @throws ModelError `MMA_MODEL_LABEL_RANGE`
 */
export function packLabels(samples: readonly DataSample[], numClasses: number): PackedLabels {
  const labels = samples.map((sample) => sample.gtLabel ?? []);
  if (labels.some((list) => list.length === 0)) return null;
  for (const [index, list] of labels.entries()) {
    for (const label of list) if (!(label >= 0 && label < numClasses)) throw outOfRange(label, index, numClasses);
  }
  const width = Math.max(...labels.map((list) => list.length));
  if (width === 1) return { data: Int32Array.from(labels, ([label]) => label!), shape: [labels.length] };
  const data = new Int32Array(labels.length * width).fill(-1);
  for (const [index, list] of labels.entries()) data.set(list, index * width);
  return { data, shape: [labels.length, width] };
}

function outOfRange(label: number, index: number, numClasses: number): ModelError {
  return new ModelError(
    'MMA_MODEL_LABEL_RANGE',
    `label ${label} (sample ${index} of the batch) is out of range: the head has ${numClasses} classes, 0 to ${numClasses - 1}`,
    'set num_classes of cls_head to the number of classes of the data, or correct the annotation file',
  );
}

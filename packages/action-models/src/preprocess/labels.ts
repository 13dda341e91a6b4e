import type { DataSample } from '@mma/engine';
import { ModelError } from '../errors.js';

/** Labels ready for the device, or null where some sample has none (inference). */
export type PackedLabels =
  | { dtype: 'int32'; data: Int32Array; shape: number[] }
  | { dtype: 'float32'; data: Float32Array; shape: number[] }
  | null;

/**
 * One label each → [B]; several → [B, K], padded with −1; a target for each class → float32 [B, classes].
 * @throws ModelError `MMA_MODEL_LABEL_RANGE`, `MMA_MODEL_TARGETS`
 */
export function packLabels(samples: readonly DataSample[], numClasses: number): PackedLabels {
  if (samples.some(({ gtScore }) => gtScore !== undefined)) return packTargets(samples, numClasses);
  const labels = samples.map((sample) => sample.gtLabel ?? []);
  if (labels.some((list) => list.length === 0)) return null;
  for (const [index, list] of labels.entries()) {
    for (const label of list) if (!(label >= 0 && label < numClasses)) throw outOfRange(label, index, numClasses);
  }
  const width = Math.max(...labels.map((list) => list.length));
  if (width === 1)
    return { dtype: 'int32', data: Int32Array.from(labels, ([label]) => label!), shape: [labels.length] };
  const data = new Int32Array(labels.length * width).fill(-1);
  for (const [index, list] of labels.entries()) data.set(list, index * width);
  return { dtype: 'int32', data, shape: [labels.length, width] };
}

function packTargets(samples: readonly DataSample[], numClasses: number): PackedLabels {
  const classes = Number.isFinite(numClasses) ? numClasses : samples.find(({ gtScore }) => gtScore)!.gtScore!.length;
  const data = new Float32Array(samples.length * classes);
  for (const [index, { gtScore }] of samples.entries()) {
    if (gtScore?.length !== classes) {
      throw new ModelError(
        'MMA_MODEL_TARGETS',
        `sample ${index} of the batch has ${gtScore?.length ?? 'no'} targets, and there are ${classes} classes`,
        'give every sample one target a class, and set num_classes of cls_head to their number',
      );
    }
    data.set(gtScore, index * classes);
  }
  return { dtype: 'float32', data, shape: [samples.length, classes] };
}

function outOfRange(label: number, index: number, numClasses: number): ModelError {
  return new ModelError(
    'MMA_MODEL_LABEL_RANGE',
    `label ${label} (sample ${index} of the batch) is out of range: the head has ${numClasses} classes, 0 to ${numClasses - 1}`,
    'set num_classes of cls_head to the number of classes of the data, or correct the annotation file',
  );
}

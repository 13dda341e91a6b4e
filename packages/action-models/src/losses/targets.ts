import { type Tensor, type Tensor1D, type Tensor2D, tf } from '@mma/backend';

/** int32 [B] of classes → one-hot float [B, classes]; float [B, classes] stays as it is. */
export function asDistribution(labels: Tensor, classes: number): Tensor2D {
  return labels.rank === 2
    ? (labels as Tensor2D)
    : (tf.oneHot(labels as Tensor1D, classes, 1, 0, 'float32') as Tensor2D);
}

/** int32 [B, K] of classes, padded with −1 → how often each class is named, float [B, classes]. */
export function multiHot(labels: Tensor2D, classes: number): Tensor2D {
  return tf.max(tf.oneHot(labels, classes, 1, 0, 'float32'), 1);
}

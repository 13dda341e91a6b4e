import { type Scalar, type Tensor1D, type Tensor2D, tf } from '@mma/backend';

/**
 * The share of samples whose label is among the k highest scores, on the device.
 * @param scores [B, classes]
 * @param labels int32 [B]
 */
export function topKAccuracy(scores: Tensor2D, labels: Tensor1D, k: number): Scalar {
  return tf.tidy(() => {
    const { indices } = tf.topk(scores, Math.min(k, scores.shape[1])); // [B, k]
    return tf.mean(tf.cast(tf.any(tf.equal(indices, tf.expandDims(labels, 1)), 1), 'float32'));
  });
}

import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { isNative, nativeBackend } from '../active-backend.js';
import { tf } from '../tf.js';
import { floatType } from './attributes.js';

/** The sum of all squares, in one pass and without a tensor of them. No gradient flows through it. */
export function sumOfSquares(x: Tensor): Scalar {
  if (!isNative()) return tf.sum(tf.square(x)) as Scalar;
  const backend = nativeBackend();
  // TensorFlow's op halves.
  return tf.tidy(() => tf.mul(backend.executeSingleOutput('L2Loss', [floatType(backend.binding)], [x]), 2) as Scalar);
}

import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { batchNormTrain } from '../ops/batch-norm.js';
import { conv2d } from '../ops/conv2d.js';
import { tf } from '../tf.js';
import type { DoctorCheck } from './report.js';

const TOLERANCE = 1e-4;

function compare(name: string, actual: ArrayLike<number>, expected: readonly number[]): DoctorCheck {
  const wrong = expected.some((value, index) => !(Math.abs(value - actual[index]!) <= TOLERANCE));
  if (!wrong) return { name, ok: true, detail: 'equals the figures computed by hand' };
  return {
    name,
    ok: false,
    detail: `computed ${Array.from(actual).join(', ')} instead of ${expected.join(', ')}`,
    fix: 'This libtensorflow computes wrongly on this CPU: try TF_ENABLE_ONEDNN_OPTS=0, or another build by MMA_LIBTENSORFLOW.',
  };
}

function matmul(): number[] {
  const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const b = tf.tensor2d([5, 6, 7, 8], [2, 2]);
  return Array.from(tf.matMul(a, b).dataSync());
}

/** Sums of the 3×3 neighbourhoods of 1…9, zeros outside. */
function convolution(): number[] {
  const image = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  return Array.from(conv2d(image, tf.ones([3, 3, 1, 1]) as Tensor4D, { padding: 1 }).dataSync());
}

/** x has mean 0 and variance 1, so that dx = dy − mean(dy) − x·mean(dy·x), dγ = Σ dy·x, dβ = Σ dy. */
function batchNormGradient(): number[] {
  const x = tf.tensor4d([-1, -1, 1, 1], [4, 1, 1, 1]);
  const dy = tf.tensor4d([1, 0, 0, 0], [4, 1, 1, 1]);
  const normalise = (...[input, gamma, beta]: [Tensor4D, Tensor1D, Tensor1D]) =>
    batchNormTrain(input, gamma, beta, { epsilon: 1e-6 }).y;
  const gradients = tf.grads(normalise as never)([x, tf.tensor1d([1]), tf.tensor1d([0])], dy);
  return gradients.flatMap((gradient) => Array.from(gradient.dataSync()));
}

/** A few small computations whose results are known: a native library that is wrong is worse than none. */
export function numericCheck(): DoctorCheck[] {
  const checks: DoctorCheck[] = [];
  tf.tidy(() => {
    checks.push(compare('matrix product', matmul(), [19, 22, 43, 50]));
    checks.push(compare('convolution', convolution(), [12, 21, 16, 27, 45, 33, 24, 39, 28]));
    checks.push(compare('batch norm gradient', batchNormGradient(), [0.5, -0.5, 0, 0, -1, 1]));
  });
  return checks;
}

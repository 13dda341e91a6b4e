import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { array4D, maxDifference, noise } from '../testing/naive.js';
import { tf } from '../tf.js';
import { batchNormTrain } from './batch-norm.js';

const EPSILON = 1e-5;
const CHANNELS = 5;

function inputs(): [Tensor4D, Tensor1D, Tensor1D] {
  const x = array4D([3, 4, 5, CHANNELS], (index) => noise(1)(index) * 3 + (index % CHANNELS));
  const gamma = tf.tensor1d(Float32Array.from({ length: CHANNELS }, (_, index) => 1 + noise(2)(index)));
  const beta = tf.tensor1d(Float32Array.from({ length: CHANNELS }, (_, index) => noise(3)(index)));
  return [tf.tensor4d(x.data, [...x.shape]), gamma, beta];
}

/** The same out of small differentiable steps. */
function plain(x: Tensor4D, gamma: Tensor1D, beta: Tensor1D): Tensor4D {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return x.sub(mean).div(variance.add(EPSILON).sqrt()).mul(gamma).add(beta);
}

beforeAll(() => loadBackend({ install: true }));

test('normalises with the batch, and reports its mean and unbiased variance', () => {
  const [x, gamma, beta] = inputs();
  const { y, mean, variance } = batchNormTrain(x, gamma, beta, EPSILON);
  expect(maxDifference(y.dataSync(), plain(x, gamma, beta).dataSync())).toBeLessThan(1e-5);
  const moments = tf.moments(x, [0, 1, 2]);
  const count = x.size / CHANNELS;
  expect(maxDifference(mean.dataSync(), moments.mean.dataSync())).toBeLessThan(1e-5);
  const unbiased = moments.variance.mul(count / (count - 1));
  expect(maxDifference(variance.dataSync(), unbiased.dataSync())).toBeLessThan(1e-5);
});

test('has the gradients of x, gamma and beta', () => {
  const [x, gamma, beta] = inputs();
  const weight = tf.tensor4d(array4D([3, 4, 5, CHANNELS], noise(7)).data, [3, 4, 5, CHANNELS]);
  const loss = (normalise: typeof plain) =>
    tf.grads(((...args: [Tensor4D, Tensor1D, Tensor1D]) =>
      normalise(...args)
        .mul(weight)
        .square()
        .sum()) as never)([x, gamma, beta]);
  const fused = loss((...args) => batchNormTrain(...args, EPSILON).y);
  const expected = loss(plain);
  fused.forEach((gradient, index) => {
    expect(maxDifference(gradient.dataSync(), expected[index]!.dataSync())).toBeLessThan(1e-4);
  });
});

test('leaves no tensor behind, with and without gradients', () => {
  const [x, gamma, beta] = inputs();
  const before = tf.memory().numTensors;
  const { y, mean, variance } = batchNormTrain(x, gamma, beta, EPSILON);
  tf.dispose([y, mean, variance]);
  const sum = (input: Tensor) => {
    const result = batchNormTrain(input as Tensor4D, gamma, beta, EPSILON);
    return result.y.sum();
  };
  tf.dispose(tf.grad(sum)(x));
  expect(tf.memory().numTensors).toBe(before);
});

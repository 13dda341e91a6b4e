import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { array4D, maxDifference, noise } from '../testing/naive.js';
import { tf } from '../tf.js';
import { type BatchNormOptions, batchNormTrain } from './batch-norm.js';
import { ownBatchNorm } from './batch-norm-own.js';
import { tensorflowBatchNorm } from './batch-norm-tensorflow.js';

const EPSILON = 1e-5;

type Shape = [number, number, number, number];
type Inputs = [x: Tensor4D, gamma: Tensor1D, beta: Tensor1D, shortcut: Tensor4D];

const picture = (shape: Shape, seed: number, offset = 0) =>
  tf.tensor4d(array4D(shape, (index) => noise(seed)(index) * 3 + offset * (1 + ((index % shape[3]) % 5))).data, shape);
const perChannel = (channels: number, seed: number, offset = 0) =>
  tf.tensor1d(Float32Array.from({ length: channels }, (_, index) => offset + noise(seed)(index)));

function inputs(shape: Shape): Inputs {
  return [picture(shape, 1, 1), perChannel(shape[3], 2, 1), perChannel(shape[3], 3), picture(shape, 4)];
}

/** The same out of small differentiable steps. */
function plain(...[x, gamma, beta]: Inputs): Tensor4D {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return x.sub(mean).div(variance.add(EPSILON).sqrt()).mul(gamma).add(beta);
}

beforeAll(() => loadBackend({ install: true }));

const followers: [string, (...inputs: Inputs) => BatchNormOptions, (...inputs: Inputs) => Tensor4D][] = [
  ['alone', () => ({ epsilon: EPSILON }), plain],
  ['with ReLU', () => ({ epsilon: EPSILON, relu: true }), (...all) => tf.relu(plain(...all))],
  [
    'with a shortcut and ReLU',
    (_x, _gamma, _beta, shortcut) => ({ epsilon: EPSILON, shortcut }),
    (...all) => tf.relu(tf.add(plain(...all), all[3]) as Tensor4D),
  ],
];

describe.each([
  ['our kernels', ownBatchNorm],
  ["TensorFlow's", tensorflowBatchNorm],
])('%s', (_name, normalise) => {
  test('report the mean and the unbiased variance', () => {
    const [x, gamma, beta] = inputs([3, 4, 5, 5]);
    const { mean, variance } = normalise(x, gamma, beta, { epsilon: EPSILON });
    const moments = tf.moments(x, [0, 1, 2]);
    expect(maxDifference(mean.dataSync(), moments.mean.dataSync())).toBeLessThan(1e-5);
    const unbiased = moments.variance.mul(60 / 59);
    expect(maxDifference(variance.dataSync(), unbiased.dataSync())).toBeLessThan(1e-5);
  });

  // The second is more than one thread takes at once, and its channels fill no vector.
  describe.each<Shape>([
    [3, 4, 5, 5],
    [2, 33, 31, 67],
  ])('[%i, %i, %i, %i]', (...shape) => {
    test.each(followers)('normalise with the batch, %s', (_follower, options, expected) => {
      const given = inputs(shape);
      const { y } = normalise(given[0], given[1], given[2], options(...given));
      expect(maxDifference(y.dataSync(), expected(...given).dataSync())).toBeLessThan(2e-5);
    });

    test.each(followers)('have the gradients of all inputs, %s', (name, options, expected) => {
      const given = inputs(shape);
      const used = name.includes('shortcut') ? given : given.slice(0, 3);
      const weight = picture(shape, 7);
      const gradients = (forward: (...all: Inputs) => Tensor) =>
        tf.grads(((...all: Inputs) =>
          forward(...all)
            .mul(weight)
            .sum()) as never)(used);
      const fused = gradients((...all) => normalise(all[0], all[1], all[2], options(...all)).y);
      for (const [index, wanted] of gradients(expected).entries()) {
        const scale = Math.max(1, tf.max(tf.abs(wanted)).dataSync()[0]!);
        expect(maxDifference(fused[index]!.dataSync(), wanted.dataSync()) / scale).toBeLessThan(1e-4);
      }
    });
  });
});

test('a mean that is large beside the deviation costs no digits', () => {
  const noisy = picture([4, 16, 16, 3], 5);
  const x = tf.add(noisy, 4096) as Tensor4D;
  const { variance } = ownBatchNorm(x, tf.ones([3]), tf.zeros([3]), { epsilon: EPSILON });
  const exact = tf.moments(tf.sub(x, 4096), [0, 1, 2]).variance.mul(1024 / 1023);
  expect(maxDifference(variance.dataSync(), exact.dataSync())).toBeLessThan(1e-4);
});

test('sums do not depend on how threads share the work', () => {
  const given = inputs([2, 65, 63, 64]);
  const run = () => ownBatchNorm(given[0], given[1], given[2], { epsilon: EPSILON }).y.dataSync();
  const first = run();
  for (let time = 0; time < 5; time++) expect(run()).toEqual(first);
});

test('inputs that do not fit together are refused', () => {
  const [x, gamma, beta] = inputs([2, 3, 3, 4]);
  const shortcut = picture([2, 3, 2, 4], 1);
  expect(() => ownBatchNorm(x, gamma, perChannel(3, 1), { epsilon: EPSILON })).toThrow(/one number a channel/);
  expect(() => ownBatchNorm(x, gamma, beta, { epsilon: EPSILON, shortcut })).toThrow(/one shape/);
});

test('leaves no tensor behind, with and without gradients', () => {
  const [x, gamma, beta] = inputs([3, 4, 5, 5]);
  const before = tf.memory().numTensors;
  const { y, mean, variance } = batchNormTrain(x, gamma, beta, { epsilon: EPSILON });
  tf.dispose([y, mean, variance]);
  const sum = (input: Tensor) => {
    const result = batchNormTrain(input as Tensor4D, gamma, beta, { epsilon: EPSILON });
    return result.y.sum();
  };
  tf.dispose(tf.grad(sum)(x));
  expect(tf.memory().numTensors).toBe(before);
});

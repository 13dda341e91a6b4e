import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { type Array4D, array4D, maxDifference, naiveMaxPool2d, noise, type Window } from '../testing/naive.js';
import { tf } from '../tf.js';
import { maxPool2d, tensorflowMaxPool } from './max-pool2d.js';
import { ownMaxPool } from './max-pool2d-own.js';

const tensor = ({ data, shape }: Array4D) => tf.tensor4d(data, [...shape]);

beforeAll(() => loadBackend({ install: true }));

const cases: [string, [number, number], Window][] = [
  ["ResNet's 3×3 with stride 2 and padding 1", [3, 3], { stride: [2, 2], padding: [1, 1], dilation: [1, 1] }],
  ['2×2', [2, 2], { stride: [2, 2], padding: [0, 0], dilation: [1, 1] }],
  ['unequal sides', [3, 2], { stride: [1, 2], padding: [1, 0], dilation: [1, 1] }],
  ['steps longer than the window', [2, 2], { stride: [3, 3], padding: [1, 1], dilation: [1, 1] }],
];

describe.each([
  ['our kernel', ownMaxPool],
  ["TensorFlow's", tensorflowMaxPool],
])('%s', (_name, kernelOf) => {
  describe.each(cases)('%s', (_window, kernel, window) => {
    // The last has channels enough for whole vectors, and some over.
    test.each([
      // Everything below zero: were padding zeros, they would win.
      ['negative values', array4D([2, 9, 11, 3], (index) => noise(4)(index) - 2)],
      // Few distinct values: ties in nearly every window.
      ['ties', array4D([2, 9, 11, 3], (index) => Math.round(noise(5)(index)))],
      ['many channels', array4D([2, 9, 11, 83], noise(7))],
    ])('%s: values and gradient are what plain loops compute', (_values, x) => {
      const dy = array4D(naiveMaxPool2d(x, kernel, window).y.shape, noise(6));
      const expected = naiveMaxPool2d(x, kernel, window, dy);
      const { stride, padding } = window;
      const pool = (input: Tensor) =>
        kernelOf(input as Tensor4D, { kernel, stride: [...stride], padding: [...padding] });
      const y = pool(tensor(x));
      expect(y.shape).toEqual(expected.y.shape);
      expect(maxDifference(y.dataSync(), expected.y.data)).toBe(0);
      const dx = tf.grad(pool)(tensor(x), tensor(dy));
      expect(maxDifference(dx.dataSync(), expected.dx.data)).toBeLessThan(1e-6);
    });
  });
});

test('a NaN wins, and minus infinity may', () => {
  const x = tensor({ data: Float32Array.of(1, Number.NaN, 3, 4), shape: [1, 2, 2, 1] });
  expect([...ownMaxPool(x, { kernel: [2, 2], stride: [2, 2], padding: [0, 0] }).dataSync()]).toEqual([Number.NaN]);
  const low = tf.fill([1, 2, 2, 1], Number.NEGATIVE_INFINITY) as Tensor4D;
  expect([...maxPool2d(low, { kernel: 2 }).dataSync()]).toEqual([Number.NEGATIVE_INFINITY]);
});

test('a window of more numbers than a byte counts is served all the same', () => {
  const x = array4D([1, 20, 20, 2], noise(8));
  const window: Window = { stride: [3, 3], padding: [0, 0], dilation: [1, 1] };
  const y = maxPool2d(tensor(x), { kernel: 17, stride: 3 });
  expect(maxDifference(y.dataSync(), naiveMaxPool2d(x, [17, 17], window).y.data)).toBe(0);
});

test('too much padding, or a window beyond the picture, is refused', () => {
  const x = tensor(array4D([1, 4, 4, 1], noise(9)));
  expect(() => maxPool2d(x, { kernel: 3, padding: 2 })).toThrow(/padding of at most half its size/);
  expect(() => maxPool2d(x, { kernel: 5 })).toThrow(/larger than the picture/);
});

test('leaves no tensor behind', () => {
  const x = tensor(array4D([1, 8, 8, 3], noise(9)));
  const before = tf.memory().numTensors;
  tf.dispose(tf.grad((input: Tensor) => maxPool2d(input as Tensor4D, { kernel: 3, stride: 2, padding: 1 }))(x));
  maxPool2d(x, { kernel: 2 }).dispose();
  expect(tf.memory().numTensors).toBe(before);
});

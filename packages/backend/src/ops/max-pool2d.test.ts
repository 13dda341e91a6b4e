import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { type Array4D, array4D, maxDifference, naiveMaxPool2d, noise, type Window } from '../testing/naive.js';
import { tf } from '../tf.js';
import { maxPool2d } from './max-pool2d.js';

const tensor = ({ data, shape }: Array4D) => tf.tensor4d(data, [...shape]);

beforeAll(() => loadBackend({ install: true }));

const cases: [string, [number, number], Window][] = [
  ["ResNet's 3×3 with stride 2 and padding 1", [3, 3], { stride: [2, 2], padding: [1, 1], dilation: [1, 1] }],
  ['2×2', [2, 2], { stride: [2, 2], padding: [0, 0], dilation: [1, 1] }],
  ['unequal sides', [3, 2], { stride: [1, 2], padding: [1, 0], dilation: [1, 1] }],
];

describe.each(cases)('%s', (_name, kernel, window) => {
  // Everything below zero: were padding zeros, they would win.
  const negative = array4D([2, 9, 11, 3], (index) => noise(4)(index) - 2);
  // Few distinct values: ties in nearly every window.
  const ties = array4D([2, 9, 11, 3], (index) => Math.round(noise(5)(index)));

  test.each([
    ['negative values', negative],
    ['ties', ties],
  ])('%s: values and gradient are what plain loops compute', (_values, x) => {
    const dy = array4D(naiveMaxPool2d(x, kernel, window).y.shape, noise(6));
    const expected = naiveMaxPool2d(x, kernel, window, dy);
    const pool = (input: Tensor) => maxPool2d(input as Tensor4D, { kernel, ...window });
    const y = pool(tensor(x));
    expect(y.shape).toEqual(expected.y.shape);
    expect(maxDifference(y.dataSync(), expected.y.data)).toBe(0);
    const dx = tf.grad(pool)(tensor(x), tensor(dy));
    expect(maxDifference(dx.dataSync(), expected.dx.data)).toBeLessThan(1e-6);
  });
});

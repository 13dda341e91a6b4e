import { loadBackend, type Tensor4D, tf } from '@mma/backend';
import { beforeAll, expect, test } from 'vitest';
import { expectClose, take, wave } from '../testing/numbers.js';
import { AdaptiveAvgPool2d } from './adaptive-avg-pool2d.js';
import { MaxPool2d } from './max-pool2d.js';

beforeAll(() => loadBackend());

test('max pooling pads with minus infinity', () => {
  const x = tf.fill([1, 3, 3, 1], -5) as Tensor4D;
  const y = tf.tidy(() => new MaxPool2d({ kernelSize: 3, stride: 2, padding: 1 }).forward(x));
  expect(y.shape).toEqual([1, 2, 2, 1]);
  expect(take(y)).toEqual([-5, -5, -5, -5]);
  x.dispose();
});

test('max pooling strides by its kernel unless told otherwise', () => {
  const x = tf.tensor4d([1, 2, 3, 4, 8, 7, 6, 5], [1, 2, 4, 1]);
  expect(take(tf.tidy(() => new MaxPool2d({ kernelSize: 2 }).forward(x)))).toEqual([8, 6]);
  x.dispose();
});

test('adaptive pooling to one pixel is the mean of the picture', () => {
  const x = tf.tensor4d(wave(2 * 5 * 7 * 3), [2, 5, 7, 3]);
  const y = tf.tidy(() => new AdaptiveAvgPool2d(1).forward(x));
  expect(y.shape).toEqual([2, 1, 1, 3]);
  expectClose(take(y), take(tf.mean(x, [1, 2])));
  x.dispose();
});

test('adaptive pooling cuts overlapping bins where sizes do not divide', () => {
  // 5 columns into 3 bins: [0, 2), [1, 4), [3, 5).
  const x = tf.tensor4d([10, 20, 30, 40, 50], [1, 1, 5, 1]);
  expectClose(take(tf.tidy(() => new AdaptiveAvgPool2d([1, 3]).forward(x))), [15, 30, 45]);
  expectClose(take(tf.tidy(() => new AdaptiveAvgPool2d([1, 5]).forward(x).clone())), [10, 20, 30, 40, 50]);
  x.dispose();
});

import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { noise } from '../testing/naive.js';
import { tf } from '../tf.js';
import { sumOfSquares } from './sum-of-squares.js';

beforeAll(() => loadBackend({ install: true }));

test.each([1, 17, 100_003])('of %i numbers it is as exact as float32 can tell', (length) => {
  const numbers = Float32Array.from({ length }, (_, i) => noise(5)(i));
  const expected = numbers.reduce((sum, number) => sum + number * number, 0);
  expect(sumOfSquares(tf.tensor1d(numbers)).dataSync()[0]! / expected).toBeCloseTo(1, 6);
});

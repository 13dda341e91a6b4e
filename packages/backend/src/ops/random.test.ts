import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { tf } from '../tf.js';
import { randomNormal, randomUniform } from './random.js';

beforeAll(() => loadBackend({ install: true }));

test('the same seed draws the same numbers, however it is given; another seed draws others', () => {
  const first = randomUniform([4, 5], [1, 2]).dataSync();
  expect(randomUniform([4, 5], [1, 2]).dataSync()).toEqual(first);
  expect(randomUniform([4, 5], tf.tensor1d([1, 2], 'int32')).dataSync()).toEqual(first);
  expect(randomUniform([4, 5], [2, 1]).dataSync()).not.toEqual(first);
});

test('32-bit seeds may be unsigned', () => {
  expect(randomUniform([3], [0xffffffff, 0x80000000]).dataSync()).toEqual(
    randomUniform([3], [-1, -2147483648]).dataSync(),
  );
});

test('uniform numbers fill [0, 1)', () => {
  const values = Array.from(randomUniform([10_000], [3, 4]).dataSync());
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 1);
});

test('normal numbers have mean 0 and variance 1', () => {
  const values = Array.from(randomNormal([10_000], [5, 6]).dataSync());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length).toBeCloseTo(1, 1);
});

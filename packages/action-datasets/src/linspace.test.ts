import { expect, test } from 'vitest';
import { linspaceFromZero } from './linspace.js';

test('the last number is exact, where 49 × (1 / 49) is less than 1', () => {
  expect(49 * (1 / 49)).toBeLessThan(1);
  expect(linspaceFromZero(1, 50).at(-1)).toBe(1);
});

test('the step is rounded before it is multiplied, as in NumPy', () => {
  // np.linspace(0, 575, 36)[7] is 114.99999999999999, and 7 · 575 / 35 is 115.
  expect(Math.trunc(linspaceFromZero(575, 36)[7]!)).toBe(114);
});

test('one number is 0', () => {
  expect(linspaceFromZero(9, 1)).toEqual([0]);
});

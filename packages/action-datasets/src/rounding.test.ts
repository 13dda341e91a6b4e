import { expect, test } from 'vitest';
import { roundHalfToEven } from './rounding.js';

test.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [2.4, 2],
  [2.6, 3],
  [-0.5, 0],
  [-1.5, -2],
  [-2.5, -2],
  [7, 7],
])('%d → %d', (value, rounded) => {
  expect(roundHalfToEven(value) + 0).toBe(rounded);
});

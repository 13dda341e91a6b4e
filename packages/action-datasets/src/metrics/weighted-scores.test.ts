import { expect, test } from 'vitest';
import { weightedScores } from './weighted-scores.js';

test('adds up the weighted scores of several models', () => {
  const fused = weightedScores([[[1, 0]], [[0.5, 0.5]]], [2, 1]);
  expect(fused.map((row) => [...row])).toEqual([[2.5, 0.5]]);
});

test('streams of different samples are refused', () => {
  expect(() => weightedScores([[[1]], []], [1, 1])).toThrow(/2 streams of 1, 0 samples/);
  expect(() => weightedScores([[[1]]], [1, 2])).toThrow(/2 weights/);
});

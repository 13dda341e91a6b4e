import { expect, test } from 'vitest';
import { inferencerPredictions, pythonText, topScores } from './predictions.js';

test('the highest scores come first, with names where there are any', () => {
  const scores = Float32Array.of(0.25, 0.5, 0.125);
  expect(topScores(scores, 2)).toEqual([
    { label: 'class 1', index: 1, score: 0.5 },
    { label: 'class 0', index: 0, score: 0.25 },
  ]);
  expect(topScores(scores, 9, ['wave', 'clap', 'run']).map(({ label }) => label)).toEqual(['clap', 'wave', 'run']);
});

test('predictions print as MMAction2’s inferencer prints them', () => {
  const predictions = inferencerPredictions([Float32Array.of(0.25, 0.75), [1, 0]]);
  expect(pythonText(predictions)).toBe(
    "{'predictions': [{'rec_labels': [[1]], 'rec_scores': [[0.25, 0.75]]}, {'rec_labels': [[0]], 'rec_scores': [[1, 0]]}]}",
  );
});

import { expect, test } from 'vitest';
import { toRows } from './scores.js';

test('probabilities are percentages', () => {
  expect(
    toRows([
      { label: 'a', score: 0.8742 },
      { label: 'b', score: 0.05 },
    ]),
  ).toEqual([
    { label: 'a', value: '87.4%', share: 0.8742 },
    { label: 'b', value: '5.0%', share: 0.05 },
  ]);
});

test('other scores are written as they are, with bars from the lowest to the best', () => {
  expect(
    toRows([
      { label: 'a', score: 8 },
      { label: 'b', score: 3 },
      { label: 'c', score: -2 },
    ]),
  ).toEqual([
    { label: 'a', value: '8.00', share: 1 },
    { label: 'b', value: '3.00', share: 0.5 },
    { label: 'c', value: '-2.00', share: 0 },
  ]);
});

test('nothing predicted is nothing to draw', () => {
  expect(toRows([])).toEqual([]);
});

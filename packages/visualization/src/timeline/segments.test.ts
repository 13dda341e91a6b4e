import { expect, test } from 'vitest';
import { type TimelineWindow, timelineSegments, windowSpans } from './segments.js';

/** Windows of 2 s, a second apart, with their best classes. */
function windows(...best: [label: string, score: number][]): TimelineWindow[] {
  return best.map(([label, score], at) => ({ start: at, end: at + 2, predictions: [{ label, score }] }));
}

test('each moment belongs to the window whose middle is nearest', () => {
  expect(windowSpans(windows(['a', 1], ['a', 1], ['a', 1]))).toEqual([
    { start: 0, end: 1.5 },
    { start: 1.5, end: 2.5 },
    { start: 2.5, end: 4 },
  ]);
});

test('windows apart from each other speak for themselves alone', () => {
  const apart = [
    { start: 0, end: 1, predictions: [] },
    { start: 5, end: 6, predictions: [] },
  ];
  expect(windowSpans(apart)).toEqual([
    { start: 0, end: 1 },
    { start: 5, end: 6 },
  ]);
});

test('neighbours of the same class are one segment, with the mean of their scores', () => {
  expect(timelineSegments(windows(['a', 0.5], ['a', 0.7], ['b', 0.9], ['a', 0.6]), 0.1)).toEqual([
    { start: 0, end: 2.5, label: 'a', score: expect.closeTo(0.6) },
    { start: 2.5, end: 3.5, label: 'b', score: 0.9 },
    { start: 3.5, end: 5, label: 'a', score: 0.6 },
  ]);
});

test('nothing is said where the best score is below the threshold, and segments do not reach over it', () => {
  expect(timelineSegments(windows(['a', 0.9], ['a', 0.2], ['a', 0.9]), 0.5)).toEqual([
    { start: 0, end: 1.5, label: 'a', score: 0.9 },
    { start: 2.5, end: 4, label: 'a', score: 0.9 },
  ]);
  expect(timelineSegments([], 0.5)).toEqual([]);
});

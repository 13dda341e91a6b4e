import { expect, it } from 'vitest';
import { duration, exponential, fixed, logTime, runTimestamp } from './format.js';

it('prints numbers as Python does', () => {
  expect(['1.0000e-02', '1.0000e+00', '2.5000e-10', 'nan']).toEqual(
    [0.01, 1, 2.5e-10, Number.NaN].map((value) => exponential(value, 4)),
  );
  expect(['0.5000', 'inf', '-inf', 'nan']).toEqual(
    [0.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN].map((value) => fixed(value, 4)),
  );
});

it('prints durations as Python does', () => {
  expect([109.9, 3661, 90_000, 180_000].map(duration)).toEqual([
    '0:01:49',
    '1:01:01',
    '1 day, 1:00:00',
    '2 days, 2:00:00',
  ]);
});

it('prints times with all their zeros', () => {
  const date = new Date(2026, 10, 3, 4, 5, 6);
  expect(logTime(date)).toBe('2026/11/03 04:05:06');
  expect(runTimestamp(date)).toBe('20261103_040506');
});

import { expect, test } from 'vitest';
import { comparison, table } from './figures.js';

const time = (median: number) => ({ first: 9, median, min: median - 1, max: median + 1, times: 3 });

test('a comparison gives ratios of medians and of memory, and says both in the table', () => {
  const ours = { time: time(50), peakMemory: 300 * 2 ** 20 };
  const compare = comparison('PyTorch 2.13.0', { time: time(100), peakMemory: 200 * 2 ** 20 }, ours);
  expect(compare.ratio).toEqual({ time: 0.5, peakMemory: 1.5 });
  const lines = table({ work: 'inference', batchSize: 1, videosPerSecond: 20, compare, ...ours });
  expect(lines.slice(-2)).toEqual([
    'PyTorch 2.13.0  100 ms (99.0 to 101, 3 times), 200 MiB at most',
    'ours to theirs  0.50 of the time, of the memory 1.50',
  ]);
});

test('memory is left out where the system does not tell it', () => {
  const compare = comparison('PyTorch', { time: time(100), peakMemory: undefined }, { time: time(50), peakMemory: 1 });
  expect(compare.ratio).toEqual({ time: 0.5 });
});

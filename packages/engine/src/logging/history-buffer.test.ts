import { describe, expect, it } from 'vitest';
import { HistoryBuffer } from './history-buffer.js';

describe('a history of a scalar', () => {
  const buffer = new HistoryBuffer([4, 1, 3]);

  it('is summed up over a window of the newest values', () => {
    expect([buffer.mean(2), buffer.mean(), buffer.mean(99)]).toEqual([2, 8 / 3, 8 / 3]);
    expect([buffer.min(), buffer.max(2), buffer.current()]).toEqual([1, 3, 3]);
  });

  it('weighs sums by the number of samples they stand for', () => {
    const sums = new HistoryBuffer();
    sums.update(6, 3);
    sums.update(2, 1);
    expect(sums.mean()).toBe(2);
  });

  it('gives NaN while it is empty', () => {
    expect([new HistoryBuffer().current(), new HistoryBuffer().mean()]).toEqual([Number.NaN, Number.NaN]);
  });
});

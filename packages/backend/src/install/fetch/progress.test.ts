import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Progress } from './progress.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What is said of a transfer whose bytes come at these seconds. */
function said(arrivals: readonly (readonly [second: number, bytes: number])[], total: number): string[] {
  const lines: string[] = [];
  const progress = new Progress('library', (line) => lines.push(line));
  let now = 0;
  for (const [second, bytes] of arrivals) {
    vi.advanceTimersByTime((second - now) * 1000);
    now = second;
    progress.update(bytes, total);
  }
  return lines;
}

test.skipIf(process.stderr.isTTY)(
  'off a terminal a line every tenth says how far it is and how long it will take',
  () => {
    const arrivals = [0, 1, 2, 3, 4, 40, 80, 100].map((second) => [second, second * 10e6] as const);
    expect(said(arrivals, 1000e6)).toEqual([
      'library: 0/1000 MB',
      'library: 400/1000 MB, 60 s left',
      'library: 800/1000 MB, 20 s left',
      'library: 1000/1000 MB',
    ]);
  },
);

test.skipIf(process.stderr.isTTY)('what was there already does not count as speed', () => {
  const lines = said(
    [
      [0, 500e6],
      [10, 1000e6],
    ],
    3600e6,
  );
  expect(lines).toEqual(['library: 500/3600 MB', 'library: 1000/3600 MB, 52 s left']);
});

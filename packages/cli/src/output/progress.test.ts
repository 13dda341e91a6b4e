import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProgress } from './progress.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('without a terminal, progress is a plain line every ten seconds and at the end', () => {
  const lines: string[] = [];
  const progress = createProgress('drawing', {
    print: () => {},
    error: (text) => void lines.push(text),
    style: (_style, text) => text,
    isInteractive: false,
  });
  for (let done = 1; done <= 10; done += 1) {
    vi.advanceTimersByTime(3000);
    progress.update(done, 10);
  }
  progress.stop();
  expect(lines).toEqual(['drawing 4/10, 18 s left', 'drawing 8/10, 6 s left', 'drawing 10/10']);
});

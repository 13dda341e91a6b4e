import { expect, test } from 'vitest';
import { slidingWindows } from './sliding-windows.js';

test('windows follow each other by the stride, and the last ends with the video', () => {
  const windows = slidingWindows({ numFrames: 105, fps: 10 }, { length: 2, stride: 1 });
  expect(windows).toHaveLength(10);
  expect(windows[1]).toEqual({ first: 10, frames: 20, start: 1, end: 3 });
  expect(windows.at(-1)).toEqual({ first: 85, frames: 20, start: 8.5, end: 10.5 });
});

test('a video shorter than a window is one window; a single frame too', () => {
  expect(slidingWindows({ numFrames: 9, fps: 10 }, { length: 2, stride: 1 })).toEqual([
    { first: 0, frames: 9, start: 0, end: 0.9 },
  ]);
  expect(slidingWindows({ numFrames: 1, fps: 25 }, { length: 0.001, stride: 0.001 })).toHaveLength(1);
});

test('every frame is in some window where the stride is not longer than a window', () => {
  const seen = new Set<number>();
  for (const { first, frames } of slidingWindows({ numFrames: 97, fps: 29.97 }, { length: 0.7, stride: 0.4 })) {
    for (let frame = first; frame < first + frames; frame += 1) seen.add(frame);
  }
  expect(seen.size).toBe(97);
});

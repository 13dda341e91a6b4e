import { expect, test } from 'vitest';
import { cropFrames } from './crop.js';
import type { Frames } from './frames.js';

const frames: Frames = { data: Uint8Array.from({ length: 2 * 3 * 4 * 1 }, (_, i) => i), shape: [2, 3, 4, 1] };

test('cuts the same rectangle out of every frame', () => {
  const { data, shape } = cropFrames(frames, [1, 1, 3, 3]);
  expect(shape).toEqual([2, 2, 2, 1]);
  expect([...data]).toEqual([5, 6, 9, 10, 17, 18, 21, 22]);
});

test('a crop of everything copies nothing', () => {
  expect(cropFrames(frames, [0, 0, 4, 3])).toBe(frames);
});

test('a crop larger than the picture says both sizes', () => {
  expect(() => cropFrames(frames, [0, 0, 5, 3])).toThrow(/crop of 5×3 pixels does not fit into a picture of 4×3/);
});

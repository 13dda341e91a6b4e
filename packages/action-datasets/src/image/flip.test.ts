import { expect, test } from 'vitest';
import { flipHorizontally, flipVertically } from './flip.js';
import type { Frames } from './frames.js';

const pixels = (): Frames => ({ data: Uint8Array.from({ length: 2 * 3 * 3 * 2 }, (_, i) => i), shape: [2, 3, 3, 2] });

test('horizontally, pixels of a row change places and keep their channels in order', () => {
  const frames = pixels();
  flipHorizontally(frames);
  expect([...frames.data.subarray(0, 6)]).toEqual([4, 5, 2, 3, 0, 1]);
  expect([...frames.data.subarray(30)]).toEqual([34, 35, 32, 33, 30, 31]);
});

test('vertically, rows of a frame change places', () => {
  const frames = pixels();
  flipVertically(frames);
  expect([...frames.data.subarray(0, 18)]).toEqual([12, 13, 14, 15, 16, 17, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5]);
});

test.each([flipHorizontally, flipVertically])('twice is once around', (flip) => {
  const frames = pixels();
  flip(frames);
  flip(frames);
  expect(frames).toEqual(pixels());
});

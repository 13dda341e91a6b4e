import { expect, test } from 'vitest';
import { formulaFrames } from '../../testing/formula-frames.js';
import type { Frames } from '../frames.js';
import { resizeFrames } from './resize-frames.js';

const noise = formulaFrames({ generator: 'noise', key: 'bilinear', n: 2, height: 24, width: 36 });

test('frames that have the wanted size are returned as they are', () => {
  expect(resizeFrames(noise, [36, 24])).toBe(noise);
});

test('halving both sides gives the rounded mean of each square of four', () => {
  const { data, shape } = resizeFrames(noise, [18, 12]);
  expect(shape).toEqual([2, 12, 18, 3]);
  const at = (t: number, y: number, x: number, c: number) => noise.data[((t * 24 + y) * 36 + x) * 3 + c]!;
  for (const [t, y, x, c] of [
    [0, 0, 0, 0],
    [1, 5, 7, 2],
    [1, 11, 17, 1],
  ] as const) {
    const sum =
      at(t, 2 * y, 2 * x, c) + at(t, 2 * y, 2 * x + 1, c) + at(t, 2 * y + 1, 2 * x, c) + at(t, 2 * y + 1, 2 * x + 1, c);
    expect(data[((t * 12 + y) * 18 + x) * 3 + c]).toBe((sum + 2) >> 2);
  }
});

test.each([
  [7, 5],
  [640, 3],
  [1, 1],
  [37, 200],
])('one colour stays one colour at %i×%i', (width, height) => {
  const frames: Frames = { data: new Uint8Array(2 * 9 * 11 * 3).fill(200), shape: [2, 9, 11, 3] };
  const { data } = resizeFrames(frames, [width, height]);
  expect(data.length).toBe(2 * width * height * 3);
  // The 11-bit weights lose up to one level, in OpenCV too.
  expect(data.every((value) => value >= 199 && value <= 200)).toBe(true);
});

test('a single pixel fills any size', () => {
  const { data } = resizeFrames({ data: Uint8Array.of(10, 20, 30), shape: [1, 1, 1, 3] }, [2, 2]);
  expect([...data]).toEqual([10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 30]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readMotionVectors } from './motion-vectors.js';
import { VideoReader } from './reader.js';
import { temporaryFolder, writeClip } from './testing/clips.js';

const CLIP = join(import.meta.dirname, 'fixtures', 'textured.mp4');

test('vectors are those that PyAV gives, frame for frame', async () => {
  const { frames, sums } = JSON.parse(
    readFileSync(join(import.meta.dirname, 'fixtures', 'motion-vectors.json'), 'utf8'),
  ) as { frames: number[]; sums: Record<string, number>[] };
  const { data, shape } = await readMotionVectors(CLIP, frames);
  const size = shape[1] * shape[2] * 2;
  const found = frames.map((_, place) => {
    const one = data.subarray(place * size, (place + 1) * size);
    const weighted = { x: 0, y: 0, moving: 0, where: 0 };
    for (let i = 0; i < size; i += 2) {
      weighted.x += one[i]!;
      weighted.y += one[i + 1]!;
      if (one[i] !== 0 || one[i + 1] !== 0) {
        weighted.moving++;
        weighted.where = (weighted.where + (i / 2) * (one[i]! + 3 * one[i + 1]!)) % 1_000_003;
      }
    }
    return weighted;
  });
  expect(found).toEqual(sums);
});

test('frames come in the order asked for, more than once, and a key frame has no vectors', async () => {
  const { data, shape } = await readMotionVectors(CLIP, [3, 0, 3]);
  const size = shape[1] * shape[2] * 2;
  expect(shape[0]).toBe(3);
  expect(data.subarray(2 * size)).toEqual(data.subarray(0, size));
  expect(data.subarray(size, 2 * size).every((value) => value === 0)).toBe(true);
  expect(data.subarray(0, size).some((value) => value !== 0)).toBe(true);
});

test('a number that is no frame is an error', async () => {
  await expect(readMotionVectors(CLIP, [100_000])).rejects.toMatchObject({ code: 'MMA_VIDEO_FRAME_RANGE' });
});

test('the key frame before a frame is where its group begins', async () => {
  const clip = writeClip(join(await temporaryFolder(), 'clip.mp4'), { frames: 30, gop: 10 });
  const reader = await VideoReader.open(clip);
  expect([0, 9, 10, 25].map((number) => reader.keyFrameBefore(number))).toEqual([0, 0, 10, 20]);
  expect(() => reader.keyFrameBefore(30)).toThrow(/has no frame 30/);
  await reader.close();
});

import type { Random } from '@mma/engine';
import { expect, test } from 'vitest';
import { draws, shares } from '../../testing/draws.js';
import { DenseSampleFrames } from './dense-sample-frames.js';
import { UniformSample } from './uniform-sample.js';
import { UntrimmedSampleFrames } from './untrimmed-sample-frames.js';

test('DenseSampleFrames draws one window for training and keeps its clips in it', () => {
  const dense = new DenseSampleFrames({ clipLen: 1, numClips: 8, sampleRange: 64 });
  const take = (random: Random) => [...(dense.transform({ total_frames: 80 }, random)['frame_inds'] as Int32Array)];
  const chosen = draws(3000, take);
  expect(chosen.every((frames) => frames.every((frame, i) => frame === frames[0]! + 8 * i))).toBe(true);
  const starts = shares(chosen.map((frames) => frames[0]!));
  expect([...starts.keys()].map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i));
});

test('DenseSampleFrames wraps windows of a short video', () => {
  const dense = new DenseSampleFrames({ clipLen: 1, numClips: 4, sampleRange: 64 });
  expect([
    ...draws(1, (random) => dense.transform({ total_frames: 20 }, random)['frame_inds'] as Int32Array)[0]!,
  ]).toEqual([0, 16, 12, 8]);
});

test('UniformSample draws one frame from each segment for training', () => {
  const uniform = new UniformSample({ clipLen: 4 });
  const chosen = draws(3000, (random) => [
    ...(uniform.transform({ total_frames: 41 }, random)['frame_inds'] as Int32Array),
  ]);
  for (const segment of [0, 1, 2, 3]) {
    const frames = chosen.map((clip) => clip[segment]!);
    expect(Math.min(...frames)).toBe(segment * 10);
    expect(Math.max(...frames)).toBe(segment * 10 + 10);
  }
});

test('UntrimmedSampleFrames says that a video is too short for its clip_interval', () => {
  expect(() => new UntrimmedSampleFrames({ clipInterval: 16 }).transform({ total_frames: 8 })).toThrow(
    /a video of 8 frames has no clip where clip_interval is 16/,
  );
});

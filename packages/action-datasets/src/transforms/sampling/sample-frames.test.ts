import { Random } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import { draws, mean, shares } from '../../testing/draws.js';
import { SampleFrames } from './sample-frames.js';

type Options = ConstructorParameters<typeof SampleFrames>[0];

function sample(options: Options, given: Record<string, unknown>, random = Random.of(0)): number[] {
  const results = new SampleFrames(options).transform({ start_index: 0, ...given }, random);
  return [...(results['frame_inds'] as Int32Array)];
}

describe('training', () => {
  test('draws each clip’s start uniformly from its own part of the video', () => {
    const chosen = draws(6000, (random) => sample({ clipLen: 1, numClips: 3 }, { total_frames: 30 }, random));
    for (const clip of [0, 1, 2]) {
      const starts = shares(chosen.map((frames) => frames[clip]!));
      expect([...starts.keys()].sort((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 10 }, (_, i) => clip * 10 + i),
      );
      for (const share of starts.values()) expect(share).toBeCloseTo(0.1, 1);
      expect(Math.max(...starts.values()) - Math.min(...starts.values())).toBeLessThan(0.03);
    }
  });

  test('keep_tail_frames makes the last frames reachable', () => {
    const last = (keepTailFrames: boolean) =>
      Math.max(
        ...draws(500, (random) =>
          Math.max(...sample({ clipLen: 1, numClips: 3, keepTailFrames }, { total_frames: 32 }, random)),
        ),
      );
    expect(last(false)).toBe(29);
    expect(last(true)).toBe(31);
  });

  test('a video a little longer than the clips gives sorted draws, a shorter one its frames in even steps', () => {
    for (const frames of draws(200, (random) => sample({ clipLen: 1, numClips: 8 }, { total_frames: 12 }, random))) {
      expect(frames).toEqual([...frames].sort((a, b) => a - b));
      expect(Math.max(...frames)).toBeLessThan(12);
    }
    expect(sample({ clipLen: 1, numClips: 8 }, { total_frames: 4 })).toEqual([0, 0, 1, 2, 2, 2, 3, 0]);
    expect(sample({ clipLen: 4, frameInterval: 8, numClips: 2 }, { total_frames: 10 })).toEqual([
      0, 8, 6, 4, 0, 8, 6, 4,
    ]);
  });

  test('temporal_jitter moves each frame by less than frame_interval, evenly', () => {
    const moved = draws(3000, (random) =>
      sample({ clipLen: 4, frameInterval: 4, temporalJitter: true }, { total_frames: 16 }, random),
    );
    expect(moved.every((frames) => frames.every((frame, i) => frame >= i * 4 && frame < i * 4 + 4))).toBe(true);
    expect(mean(moved.flat())).toBeCloseTo(mean([0, 4, 8, 12]) + 1.5, 1);
  });

  test('the same stream chooses the same frames, another stream others', () => {
    const options: Options = { clipLen: 1, numClips: 8 };
    const given = { total_frames: 300 };
    expect(sample(options, given, Random.of(1, 0, 5))).toEqual(sample(options, given, Random.of(1, 0, 5)));
    expect(sample(options, given, Random.of(1, 1, 5))).not.toEqual(sample(options, given, Random.of(1, 0, 5)));
  });
});

describe('testing', () => {
  test('repeat_last holds the last frame that fits, loop starts over', () => {
    const options: Options = { clipLen: 6, frameInterval: 2, testMode: true };
    expect(sample({ ...options, outOfBoundOpt: 'repeat_last' }, { total_frames: 7 })).toEqual([0, 2, 4, 6, 6, 6]);
    expect(sample(options, { total_frames: 7 })).toEqual([0, 2, 4, 6, 1, 3]);
  });

  test('target_fps takes wider steps through a faster video, and is nothing where rates agree', () => {
    const options: Options = { clipLen: 4, frameInterval: 2, testMode: true, targetFps: 15 };
    // 60 fps: a clip covers 4 · 2 · 4 = 32 frames, and starts in the middle of what is left.
    expect(sample(options, { total_frames: 100, avg_fps: 60 })).toEqual([34, 44, 54, 65]);
    expect(sample(options, { total_frames: 8, avg_fps: 15 })).toEqual([0, 2, 4, 7]);
    expect(sample(options, { total_frames: 8 })).toEqual([0, 2, 4, 7]);
  });

  test('twice_sample with one clip takes the first and the last start', () => {
    expect(sample({ clipLen: 4, testMode: true, twiceSample: true }, { total_frames: 10 })).toEqual([
      0, 1, 2, 3, 6, 7, 8, 9,
    ]);
  });
});

test('without a frame count the error says which step is missing', () => {
  expect(() => sample({ clipLen: 1 }, {})).toThrow(/SampleFrames needs `total_frames`/);
});

import type { Random, Results } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import { chiSquareDeviation, equally } from '../../testing/chi-square.js';
import { draws } from '../../testing/draws.js';
import { DenseSampleFrames } from './dense-sample-frames.js';
import { SampleAVAFrames } from './sample-ava-frames.js';
import { SampleFrames } from './sample-frames.js';
import { UniformSample } from './uniform-sample.js';
import { UniformSampleFrames } from './uniform-sample-frames.js';

interface Sampler {
  transform(results: Results, random: Random): Results;
}

function drawn(sampler: Sampler, given: Results, count = 6000): number[][] {
  return draws(count, (random) => [...(sampler.transform({ ...given }, random)['frame_inds'] as Int32Array)]);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const outcomes = (clips: readonly number[][]) => clips.map((clip) => clip.join(' '));

describe('SampleFrames', () => {
  test('draws each clip uniformly in its part', () => {
    const clips = drawn(new SampleFrames({ clipLen: 4, frameInterval: 2, numClips: 3 }), { total_frames: 40 });
    // 40 − 8 + 1 = 33 starts in 3 parts of 11.
    [0, 1, 2].forEach((clip) => {
      const starts = clips.map((frames) => frames[4 * clip]!);
      expect(chiSquareDeviation(starts, equally(range(11 * clip, 11 * clip + 11)))).toBeLessThan(4);
    });
  });

  test('sorts draws of all starts where a part would hold less than one', () => {
    const clips = drawn(new SampleFrames({ clipLen: 4, numClips: 4 }), { total_frames: 6 });
    const starts = clips.map((frames) => [0, 4, 8, 12].map((i) => frames[i]).join(' '));
    // Four draws of the starts 0, 1, 2.
    expect(chiSquareDeviation(starts, sortedDraws(3, 4))).toBeLessThan(4);
  });

  test('keep_tail_frames draws in parts of fractional length', () => {
    const clips = drawn(new SampleFrames({ clipLen: 1, numClips: 2, keepTailFrames: true }), { total_frames: 5 });
    expect(
      chiSquareDeviation(
        clips.map((frames) => frames[0]!),
        new Map([
          [0, 0.4],
          [1, 0.4],
          [2, 0.2],
        ]),
      ),
    ).toBeLessThan(4);
    expect(
      chiSquareDeviation(
        clips.map((frames) => frames[1]!),
        new Map([
          [2, 0.2],
          [3, 0.4],
          [4, 0.4],
        ]),
      ),
    ).toBeLessThan(4);
  });

  test('target_fps draws starts in what a clip leaves over in the video’s own rate', () => {
    const sampler = new SampleFrames({ clipLen: 4, frameInterval: 1, targetFps: 15 });
    const clips = drawn(sampler, { total_frames: 20, avg_fps: 30 });
    // A clip covers 8 frames of the video: 13 starts.
    expect(
      chiSquareDeviation(
        clips.map((frames) => frames[0]!),
        equally(range(0, 13)),
      ),
    ).toBeLessThan(4);
    expect(clips.every((frames) => frames[3]! - frames[0]! === 7)).toBe(true);
  });
});

test('UniformSample draws uniformly in each segment, both ends included', () => {
  const clips = drawn(new UniformSample({ clipLen: 2 }), { total_frames: 9 });
  expect(
    chiSquareDeviation(
      clips.map((frames) => frames[1]!),
      equally(range(4, 9)),
    ),
  ).toBeLessThan(4);
});

test('DenseSampleFrames never draws the last window, as in MMAction2', () => {
  const clips = drawn(new DenseSampleFrames({ clipLen: 1, numClips: 2, sampleRange: 8 }), { total_frames: 14 });
  // 7 windows, of which 6 are drawn.
  expect(
    chiSquareDeviation(
      clips.map((frames) => frames[0]!),
      equally(range(0, 6)),
    ),
  ).toBeLessThan(4);
});

describe('SampleAVAFrames', () => {
  const given = { fps: 30, timestamp: 902, timestamp_start: 900, shot_info: [0, 1000] };

  test('shifts every frame by itself, by half an interval at most', () => {
    const clips = drawn(new SampleAVAFrames({ clipLen: 3, frameInterval: 4 }), given);
    [56, 60, 64].forEach((centre, i) => {
      const frames = clips.map((clip) => clip[i]!);
      expect(chiSquareDeviation(frames, equally(range(centre - 2, centre + 2)))).toBeLessThan(4);
    });
  });

  test('stays inside of the shot', () => {
    const clips = drawn(new SampleAVAFrames({ clipLen: 8, frameInterval: 5 }), { ...given, shot_info: [55, 66] }, 300);
    expect(clips.flat().every((frame) => frame >= 55 && frame < 66)).toBe(true);
  });

  test('says what is missing', () => {
    const sampler = new SampleAVAFrames({ clipLen: 8 });
    expect(() => drawn(sampler, { total_frames: 10 }, 1)).toThrow(/needs `timestamp`/);
    expect(() => drawn(sampler, { ...given, shot_info: undefined }, 1)).toThrow(/`total_frames` or `shot_info`/);
  });
});

describe('UniformSampleFrames', () => {
  test('draws one frame of each segment of a long video', () => {
    const clips = drawn(new UniformSampleFrames({ clipLen: 3 }), { total_frames: 11 });
    // 11 frames in three segments: 0–2, 3–6, 7–10.
    [range(0, 3), range(3, 7), range(7, 11)].forEach((segment, i) => {
      expect(
        chiSquareDeviation(
          clips.map((frames) => frames[i]!),
          equally(segment),
        ),
      ).toBeLessThan(4);
    });
  });

  test('leaves out equally likely frames where there are fewer than two for each place', () => {
    const clips = drawn(new UniformSampleFrames({ clipLen: 3 }), { total_frames: 5 });
    // Two gaps of four places, the last of which is after the end.
    const choices = ['1 3 4', '1 2 4', '1 2 3', '0 2 4', '0 2 3', '0 1 3'];
    expect(chiSquareDeviation(outcomes(clips), equally(choices))).toBeLessThan(4);
  });

  test('a short video starts anywhere and goes round', () => {
    const clips = drawn(new UniformSampleFrames({ clipLen: 4 }), { total_frames: 3 });
    expect(chiSquareDeviation(outcomes(clips), equally(['0 1 2 0', '1 2 0 1', '2 0 1 2']))).toBeLessThan(4);
  });

  test('test mode gives every video of one length the same frames, whatever the run’s seed', () => {
    const clips = drawn(new UniformSampleFrames({ clipLen: 8, testMode: true }), { total_frames: 100 }, 3);
    expect(new Set(outcomes(clips)).size).toBe(1);
  });
});

/** Probabilities of `count` draws from {0 … n − 1}, sorted. */
function sortedDraws(n: number, count: number): Map<string, number> {
  const probabilities = new Map<string, number>();
  for (let code = 0; code < n ** count; code++) {
    const sorted = Array.from({ length: count }, (_, i) => Math.floor(code / n ** i) % n).sort((a, b) => a - b);
    const key = sorted.join(' ');
    probabilities.set(key, (probabilities.get(key) ?? 0) + 1 / n ** count);
  }
  return probabilities;
}

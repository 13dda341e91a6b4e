import { Compose, type NdArray, Random, type Results, TRANSFORMS } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import { allocateFrames } from '../../image/frames.js';
import '../../index.js';

const run = (given: Results, ...steps: { type: string; [option: string]: unknown }[]) =>
  new Compose(steps.map((step) => TRANSFORMS.build(step))).transform(given, Random.of(5)) as Promise<Results>;
const values = (results: Results, key: string) => [...(results[key] as NdArray<Float32Array>).data];

/** One person, one frame, three points; the last was not found. */
const skeleton = (): Results => ({
  img_shape: [100, 200],
  keypoint: { data: Float32Array.of(50, 20, 150, 80, 0, 0), shape: [1, 1, 3, 2] },
  keypoint_score: { data: Float32Array.of(0.1, 0.2, 0.3), shape: [1, 1, 3] },
});

describe('keypoints', () => {
  test('move with crops and scale with resizes, with pictures or without', async () => {
    const steps = [
      { type: 'CenterCrop', crop_size: [120, 80] },
      { type: 'Resize', scale: [60, 20], keep_ratio: false },
    ];
    const results = await run(skeleton(), ...steps);
    expect(values(results, 'keypoint')).toEqual([5, 2.5, 55, 17.5, -20, -2.5]);
    expect(results['img_shape']).toEqual([20, 60]);
    const withPictures = await run({ ...skeleton(), imgs: allocateFrames([1, 100, 200, 3]) }, ...steps);
    expect(withPictures['keypoint']).toEqual(results['keypoint']);
  });

  test('are mirrored, left exchanged for right with its score; those not found stay', async () => {
    const results = await run(skeleton(), { type: 'Flip', flip_ratio: 1, left_kp: [0], right_kp: [1] });
    expect(values(results, 'keypoint')).toEqual([50, 80, 150, 20, 0, 0]);
    expect(values(results, 'keypoint_score')).toEqual([0.2, 0.1, 0.3].map(Math.fround));
    expect(results['keypoint_score']).toMatchObject({ shape: [1, 1, 3] });
  });

  test('are not turned upside down', async () => {
    await expect(run(skeleton(), { type: 'Flip', direction: 'vertical' })).rejects.toThrow(/no `keypoint` upside down/);
  });
});

describe('boxes', () => {
  const boxes = (): Results => ({
    imgs: allocateFrames([1, 100, 200, 3]),
    gt_bboxes: { data: Float32Array.of(10, 20, 60, 70, 150, 0, 199, 99), shape: [2, 4] },
    proposals: null,
  });

  test('are cut at the border of a crop', async () => {
    const results = await run(boxes(), { type: 'CenterCrop', crop_size: [100, 60] });
    expect(values(results, 'gt_bboxes')).toEqual([0, 0, 10, 50, 99, 0, 99, 59]);
  });

  test('scale and are mirrored', async () => {
    const given = { ...boxes(), proposals: { data: Float32Array.of(0, 0, 20, 10), shape: [1, 4] } };
    const results = await run(given, { type: 'Resize', scale: 0.5 }, { type: 'Flip', flip_ratio: 1 });
    expect(values(results, 'gt_bboxes')).toEqual([70, 10, 95, 35, 0.5, 0, 25, 49.5]);
    expect(values(results, 'proposals')).toEqual([90, 0, 100, 5]);
  });

  test('of another layout are refused', async () => {
    const given = { ...boxes(), gt_bboxes: { data: Float32Array.of(1, 2, 3, 4, 0.9), shape: [1, 5] } };
    await expect(run(given, { type: 'Resize', scale: 0.5 })).rejects.toThrow(/last axis is 4, found \[1, 5\]/);
  });
});

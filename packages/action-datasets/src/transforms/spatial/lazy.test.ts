import { Compose, Random, type Results, TRANSFORMS } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import { cropFrames } from '../../image/crop.js';
import { flipHorizontally } from '../../image/flip.js';
import type { Frames } from '../../image/frames.js';
import { resizeFrames } from '../../image/resize/resize-frames.js';
import { formulaFrames } from '../../testing/formula-frames.js';
import '../../index.js';

const noise = () => formulaFrames({ generator: 'noise', key: 'lazy', n: 2, height: 60, width: 80 });
const run = (given: Results, ...steps: { type: string; [option: string]: unknown }[]) =>
  new Compose(steps.map((step) => TRANSFORMS.build(step))).transform(given, Random.of(5)) as Promise<Results>;

describe('lazy steps and Fuse', () => {
  test('crop, resize and flip in one pass', async () => {
    const results = await run(
      { imgs: noise() },
      { type: 'CenterCrop', crop_size: [60, 40], lazy: true },
      { type: 'Resize', scale: [30, 24], keep_ratio: false, interpolation: 'area', lazy: true },
      { type: 'Flip', flip_ratio: 1, lazy: true },
      { type: 'Fuse' },
    );
    const expected = resizeFrames(cropFrames(noise(), [10, 10, 70, 50]), [30, 24], 'area');
    flipHorizontally(expected);
    expect((results['imgs'] as Frames).data).toEqual(expected.data);
    expect(results).toMatchObject({ img_shape: [24, 30], flip: true, crop_bbox: [10, 10, 70, 50] });
    expect(results).not.toHaveProperty('lazy');
  });

  test('a crop after a resize is a crop of the pictures as they were, rounded to pixels', async () => {
    const results = await run(
      { imgs: noise() },
      { type: 'Resize', scale: [-1, 45], lazy: true },
      { type: 'CenterCrop', crop_size: 32, lazy: true },
      { type: 'Fuse' },
    );
    // From (14, 6, 46, 38) of 60 × 45 to (18.67, 8, 61.33, 50.67) of 80 × 60.
    const expected = resizeFrames(cropFrames(noise(), [19, 8, 61, 51]), [32, 32]);
    expect((results['imgs'] as Frames).data).toEqual(expected.data);
    expect(results['scale_factor']).toEqual([0.75, 0.75]);
  });

  test('TSN’s random crop is the same place lazy or not', async () => {
    const crop = { type: 'MultiScaleCrop', input_size: 32, scales: [1, 0.8], num_fixed_crops: 13 };
    const eager = await run({ imgs: noise() }, crop);
    const lazy = await run({ imgs: noise() }, { ...crop, lazy: true }, { type: 'Fuse' });
    expect((lazy['imgs'] as Frames).data).toEqual((eager['imgs'] as Frames).data);
    expect(lazy['crop_quadruple']).toEqual(eager['crop_quadruple']);
  });

  test.each<[string, { type: string; [option: string]: unknown }[], RegExp]>([
    ['Fuse without lazy steps', [{ type: 'Fuse' }], /Fuse found no lazy step/],
    [
      'a step that is not lazy before Fuse',
      [
        { type: 'Resize', scale: 0.5, lazy: true },
        { type: 'CenterCrop', crop_size: 10 },
      ],
      /CenterCrop is not lazy and follows lazy steps/,
    ],
    [
      'a step after a lazy flip',
      [
        { type: 'Flip', flip_ratio: 1, lazy: true },
        { type: 'Resize', scale: 0.5, lazy: true },
      ],
      /Resize follows a lazy Flip/,
    ],
    ...['TenCrop', 'ColorJitter', 'FormatShape'].map(
      (type): [string, { type: string; [option: string]: unknown }[], RegExp] => [
        `${type} without Fuse`,
        [
          { type: 'Resize', scale: 0.5, lazy: true },
          {
            type,
            ...(type === 'TenCrop' ? { crop_size: 8 } : {}),
            ...(type === 'FormatShape' ? { input_format: 'NCHW' } : {}),
          },
        ],
        new RegExp(`${type} follows lazy steps`),
      ],
    ),
  ])('%s is an error', async (_, steps, message) => {
    await expect(run({ imgs: noise() }, ...steps)).rejects.toThrow(message);
  });

  test('keypoints want eager steps', async () => {
    const given = { imgs: noise(), keypoint: { data: new Float32Array(2), shape: [1, 1, 1, 2] } };
    await expect(run(given, { type: 'Resize', scale: 0.5, lazy: true })).rejects.toThrow(/the sample has `keypoint`/);
  });
});

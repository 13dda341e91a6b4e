import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import type { Box } from '../../image/crop.js';
import { roundHalfToEven } from '../../rounding.js';
import { applyCrop } from './apply-crop.js';
import { pictureShape } from './picture-shape.js';
import { lazyOption } from './shared-options.js';

const ATTEMPTS = 10;

type Range = readonly [low: number, high: number];

/**
 * Cuts a rectangle of drawn area and aspect ratio at a drawn place, the same in every frame (Inception's crop, Szegedy et
 * al. 2015). A `Resize` follows it, despite the name.
 *
 * Reads `imgs`, and `keypoint`, `gt_bboxes`, `proposals` where present; writes them, `img_shape`, `crop_bbox`, `crop_quadruple`.
 */
@TRANSFORMS.register()
export class RandomResizedCrop extends BaseTransform {
  static readonly options = z
    .strictObject({
      areaRange: z
        .tuple([z.number().positive().max(1), z.number().positive().max(1)])
        .default([0.08, 1])
        .refine(([low, high]) => low <= high, { error: 'the first number must not exceed the second' })
        .describe('share of the picture that the crop covers'),
      aspectRatioRange: z
        .tuple([z.number().positive(), z.number().positive()])
        .default([3 / 4, 4 / 3])
        .refine(([low, high]) => low <= high, { error: 'the first number must not exceed the second' })
        .describe('width over height of the crop'),
      lazy: lazyOption,
    })
    .describe('Cuts a rectangle of drawn area and aspect ratio at a drawn place. A Resize follows it.');

  readonly #options: z.output<typeof RandomResizedCrop.options>;

  constructor(options: z.input<typeof RandomResizedCrop.options> = {}) {
    super();
    this.#options = RandomResizedCrop.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const [height, width] = pictureShape(results, 'RandomResizedCrop');
    const { lazy, ...ranges } = this.#options;
    return applyCrop(results, drawCropBox([width, height], ranges, random), { name: 'RandomResizedCrop', lazy });
  }
}

/**
 * Draws a rectangle: area uniform, aspect ratio uniform in its logarithm, place uniform. When none of 10 draws fits into
 * the picture, the largest centred square.
 */
export function drawCropBox(
  [width, height]: readonly [width: number, height: number],
  ranges: { areaRange: Range; aspectRatioRange: Range },
  random: Random,
): Box {
  const [lowRatio, highRatio] = ranges.aspectRatioRange.map(Math.log) as [number, number];
  const [lowArea, highArea] = ranges.areaRange;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const ratio = Math.exp(lowRatio + (highRatio - lowRatio) * random.float());
    const area = (lowArea + (highArea - lowArea) * random.float()) * width * height;
    const cropWidth = roundHalfToEven(Math.sqrt(area * ratio));
    const cropHeight = roundHalfToEven(Math.sqrt(area / ratio));
    // A crop that rounds to nothing (a tiny picture) is no crop.
    if (cropWidth < 1 || cropHeight < 1 || cropWidth > width || cropHeight > height) continue;
    const left = random.int(0, width - cropWidth + 1);
    const top = random.int(0, height - cropHeight + 1);
    return [left, top, left + cropWidth, top + cropHeight];
  }
  const edge = Math.min(width, height);
  const left = Math.floor((width - edge) / 2);
  const top = Math.floor((height - edge) / 2);
  return [left, top, left + edge, top + edge];
}

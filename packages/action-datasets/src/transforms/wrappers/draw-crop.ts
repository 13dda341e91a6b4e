import type { Random } from '@mma/engine';
import type { Box } from '../../image/crop.js';
import type { Frames } from '../../image/frames.js';
import { roundHalfToEven } from '../../rounding.js';
import { uniform } from './operation.js';

type Range = readonly [number, number];

export interface CropRanges {
  /** Share of the picture. */
  readonly scale: Range;
  /** Width over height. */
  readonly ratio: Range;
  /** Whether ratios are even in their logarithm (they are without it) or in themselves. */
  readonly evenInLogarithm?: boolean;
  readonly tries?: number;
}

/** Some tries of an area and an aspect ratio; then the largest crop in the middle whose ratio is in the range. */
export function drawCrop({ shape: [, height, width] }: Frames, ranges: CropRanges, random: Random): Box {
  const { scale, ratio, evenInLogarithm = true, tries = 10 } = ranges;
  for (let attempt = 0; attempt < tries; attempt++) {
    const area = height * width * uniform(random, scale);
    const aspect = evenInLogarithm
      ? Math.exp(uniform(random, [Math.log(ratio[0]), Math.log(ratio[1])]))
      : uniform(random, ratio);
    const w = roundHalfToEven(Math.sqrt(area * aspect));
    const h = roundHalfToEven(Math.sqrt(area / aspect));
    if (w < 1 || h < 1 || w > width || h > height) continue;
    const top = random.int(0, height - h + 1);
    const left = random.int(0, width - w + 1);
    return [left, top, left + w, top + h];
  }
  const aspect = width / height;
  const h = aspect < ratio[0] ? Math.min(roundHalfToEven(width / ratio[0]), height) : height;
  const w = aspect > ratio[1] ? Math.min(roundHalfToEven(height * ratio[1]), width) : width;
  const [left, top] = [Math.floor((width - w) / 2), Math.floor((height - h) / 2)];
  return [left, top, left + w, top + h];
}

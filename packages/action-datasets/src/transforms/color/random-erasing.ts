import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { type Frames, framesOf } from '../../image/frames.js';
import { roundHalfToEven } from '../../rounding.js';
import { noiseBytes } from './noise-bytes.js';
import { requireRgb } from './require-rgb.js';

const colour = z.union([
  z.number().transform((level): [number, number, number] => [level, level, level]),
  z.tuple([z.number(), z.number(), z.number()]),
]);

/** A rectangle in pixels. */
interface Patch {
  top: number;
  left: number;
  height: number;
  width: number;
}

/**
 * With probability `eraseProb` fills a drawn rectangle, the same in every picture of a sample, with a colour or with noise
 * (Zhong et al. 2020, arXiv 1708.04896), in place. Noise is drawn anew for every picture.
 *
 * Reads and writes `imgs`.
 */
@TRANSFORMS.register()
export class RandomErasing extends BaseTransform {
  static readonly options = z
    .strictObject({
      eraseProb: z.number().min(0).max(1).default(0.5).describe('probability that a sample is erased'),
      minAreaRatio: z.number().min(0).max(1).default(0.02).describe('smallest share of the picture'),
      maxAreaRatio: z
        .number()
        .min(0)
        .max(1)
        .default(1 / 3)
        .describe('largest share of the picture'),
      aspectRange: z
        .union([
          z
            .number()
            .positive()
            .transform((ratio): [number, number] => [Math.min(ratio, 1 / ratio), Math.max(ratio, 1 / ratio)]),
          z.tuple([z.number().positive(), z.number().positive()]),
        ])
        .prefault([3 / 10, 10 / 3])
        .refine(([low, high]) => low <= high, { error: 'the first number must not exceed the second' })
        .describe('height over width; a number stands for itself and its inverse'),
      mode: z.enum(['const', 'rand']).default('const').describe('one colour, or noise'),
      fillColor: colour.prefault(128).describe('the colour; of noise with fill_std its mean'),
      fillStd: colour.nullish().describe('deviation of normal noise; without it noise is uniform'),
    })
    .refine(({ minAreaRatio, maxAreaRatio }) => minAreaRatio <= maxAreaRatio, {
      path: ['maxAreaRatio'],
      error: 'must not be below min_area_ratio',
    })
    .describe('Fills a drawn rectangle with a colour or with noise, with a probability.');

  readonly #options: z.output<typeof RandomErasing.options>;

  constructor(options: z.input<typeof RandomErasing.options> = {}) {
    super();
    this.#options = RandomErasing.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const frames = framesOf(results, 'RandomErasing');
    requireRgb(frames, 'RandomErasing');
    if (random.float() > this.#options.eraseProb) return results;
    const patch = this.#drawPatch(frames, random);
    for (let t = 0; t < frames.shape[0]; t++) {
      const pixels = this.#fill(3 * patch.width * patch.height, random);
      paste(frames, t, { ...patch, pixels });
    }
    return results;
  }

  #drawPatch({ shape: [, height, width] }: Frames, random: Random): Patch {
    const { minAreaRatio, maxAreaRatio, aspectRange } = this.#options;
    const [low, high] = aspectRange.map((ratio) => Math.log(ratio)) as [number, number];
    const ratio = Math.exp(low + (high - low) * random.float());
    const area = height * width * (minAreaRatio + (maxAreaRatio - minAreaRatio) * random.float());
    const patchHeight = Math.min(roundHalfToEven(Math.sqrt(area * ratio)), height);
    const patchWidth = Math.min(roundHalfToEven(Math.sqrt(area / ratio)), width);
    // The last possible offset is never drawn: so the reference defines it.
    const top = height > patchHeight ? random.int(0, height - patchHeight) : 0;
    const left = width > patchWidth ? random.int(0, width - patchWidth) : 0;
    return { top, left, height: patchHeight, width: patchWidth };
  }

  #fill(size: number, random: Random): Uint8Array {
    const { mode, fillColor, fillStd } = this.#options;
    if (mode === 'rand' && fillStd == null) return noiseBytes(size, random);
    const byte = (value: number) => Math.min(Math.max(Math.trunc(value), 0), 255);
    const deviation = (c: number) => (mode === 'rand' ? fillStd![c]! * random.normal() : 0);
    return Uint8Array.from({ length: size }, (_, i) => byte(fillColor[i % 3]! + deviation(i % 3)));
  }
}

function paste({ data, shape }: Frames, t: number, patch: Patch & { pixels: Uint8Array }): void {
  const [, height, width] = shape;
  const rowBytes = patch.width * 3;
  for (let y = 0; y < patch.height; y++) {
    const start = ((t * height + patch.top + y) * width + patch.left) * 3;
    data.set(patch.pixels.subarray(y * rowBytes, (y + 1) * rowBytes), start);
  }
}

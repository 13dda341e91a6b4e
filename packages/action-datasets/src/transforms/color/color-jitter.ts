import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { FloatPixels } from '../../image/color/float-pixels.js';
import { allocateFrames, framesOf, setFrames } from '../../image/frames.js';
import { requireRgb } from './require-rgb.js';

const STEPS = ['brightness', 'contrast', 'saturation', 'hue'] as const;

type Draw = Record<(typeof STEPS)[number], number>;

/** A number is the distance to `base` on both sides. */
function range(base: number, furthest: number) {
  const value = z
    .number()
    .min(base - furthest)
    .max(base + furthest);
  return z.union([
    z
      .number()
      .min(0)
      .max(furthest)
      .transform((distance): [number, number] => [base - distance, base + distance]),
    z
      .tuple([value, value])
      .refine(([low, high]) => low <= high, { error: 'the first number must not exceed the second' }),
  ]);
}

/**
 * Changes brightness, contrast, saturation and hue by drawn factors, in a drawn order, the same for all pictures of a sample.
 * Brightness, contrast and saturation are factors (1 leaves them); hue is a share of 255 half degrees, as MMAction2 has it.
 *
 * Reads and writes `imgs` (RGB).
 */
@TRANSFORMS.register()
export class ColorJitter extends BaseTransform {
  static readonly options = z
    .strictObject({
      brightness: range(1, 1).prefault(0.5).describe('[low, high] of the factor, or its distance to 1'),
      contrast: range(1, 1).prefault(0.5).describe('[low, high] of the factor, or its distance to 1'),
      saturation: range(1, 1).prefault(0.5).describe('[low, high] of the factor, or its distance to 1'),
      hue: range(0, 0.5).prefault(0.1).describe('[low, high] of the turn, or its distance to 0'),
    })
    .describe('Changes brightness, contrast, saturation and hue by drawn factors, in a drawn order.');

  readonly #ranges: z.output<typeof ColorJitter.options>;

  constructor(options: z.input<typeof ColorJitter.options> = {}) {
    super();
    this.#ranges = ColorJitter.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const frames = framesOf(results, 'ColorJitter');
    requireRgb(frames, 'ColorJitter');
    const draw = Object.fromEntries(
      STEPS.map((step) => {
        const [low, high] = this.#ranges[step];
        return [step, low + (high - low) * random.float()];
      }),
    ) as Draw;
    const order = random.shuffle(STEPS);
    const { data, shape } = frames;
    const output = allocateFrames(shape);
    const size = shape[1] * shape[2] * shape[3];
    const pixels = new FloatPixels(size);
    for (let start = 0; start < data.length; start += size) {
      pixels.load(data.subarray(start, start + size));
      for (const step of order) applyStep(pixels, step, draw[step]);
      pixels.store(output.data.subarray(start, start + size));
    }
    setFrames(results, output);
    return results;
  }
}

function applyStep(pixels: FloatPixels, step: keyof Draw, factor: number): void {
  if (step === 'hue') {
    if (factor !== 0) pixels.shiftHue(Math.trunc(factor * 255));
  } else if (factor !== 1) {
    if (step === 'brightness') pixels.scaleBrightness(factor);
    else if (step === 'contrast') pixels.scaleContrast(factor);
    else pixels.scaleSaturation(factor);
  }
}

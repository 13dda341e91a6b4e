import { z } from 'zod';
import type { WarpOptions } from '../../../image/augment/warp-affine.js';
import type { Frames } from '../../../image/frames.js';
import { type Augmentation, operation } from '../operation.js';
import { applyStep, fewerBits, type Magnitudes, type StepName, space } from './named-steps.js';
import { POLICIES } from './policies.js';
import { fillOption, interpolationMode } from './sizes.js';

const warpingOptions = {
  interpolation: interpolationMode.default('nearest'),
  fill: fillOption.nullish().describe('colour beyond the picture; black without it'),
};

/** Draws `numOps` steps, with repetition, all of one magnitude (Cubuk et al. 2020, arXiv 1909.13719). */
export const randAugment = operation(
  'RandAugment',
  {
    numOps: z.int().nonnegative().default(2),
    magnitude: z.int().nonnegative().default(9),
    numMagnitudeBins: z.int().min(2).default(31),
    ...warpingOptions,
  },
  ({ numOps, magnitude, numMagnitudeBins, ...warping }): Augmentation =>
    (frames, random) => {
      const { Invert: _, ...choices } = mainSpace(numMagnitudeBins, frames);
      let pictures = frames;
      for (let i = 0; i < numOps; i++) {
        const [name, magnitudes] = random.choice(entries(choices));
        pictures = applyStep(pictures, { name, magnitudes, bin: magnitude, warping: withFill(warping) }, random);
      }
      return pictures;
    },
);

/** Draws one step and its magnitude (Müller & Hutter 2021, arXiv 2103.10158). */
export const trivialAugmentWide = operation(
  'TrivialAugmentWide',
  { numMagnitudeBins: z.int().min(2).default(31), ...warpingOptions },
  ({ numMagnitudeBins: bins, ...warping }): Augmentation => {
    const { Invert: _, ...choices } = space(bins, {
      shear: 0.99,
      x: 32,
      y: 32,
      angle: 135,
      colour: 0.99,
      bits: fewerBits(bins, 8, 6),
    });
    return (frames, random) => {
      const [name, magnitudes] = random.choice(entries(choices));
      return applyStep(frames, { name, magnitudes, bin: random.int(0, bins), warping: withFill(warping) }, random);
    };
  },
);

/** Draws one of 25 learned pairs of steps (Cubuk et al. 2019, arXiv 1805.09501). */
export const autoAugment = operation(
  'AutoAugment',
  { policy: z.enum(['imagenet', 'cifar10', 'svhn']).default('imagenet'), ...warpingOptions },
  ({ policy, ...warping }): Augmentation =>
    (frames, random) => {
      const choices = mainSpace(10, frames);
      return random.choice(POLICIES[policy]).reduce((pictures, { name, probability, bin }) => {
        if (random.float() >= probability) return pictures;
        return applyStep(pictures, { name, magnitudes: choices[name]!, bin, warping: withFill(warping) }, random);
      }, frames);
    },
);

/** The magnitudes of RandAugment and AutoAugment. */
export function mainSpace(bins: number, { shape: [, height, width] }: Frames): Partial<Record<StepName, Magnitudes>> {
  const most = { shear: 0.3, x: (150 / 331) * width, y: (150 / 331) * height, angle: 30, colour: 0.9 };
  return space(bins, { ...most, bits: fewerBits(bins, 8, 4) });
}

export function entries(choices: Partial<Record<StepName, Magnitudes>>): [StepName, Magnitudes][] {
  return Object.entries(choices) as [StepName, Magnitudes][];
}

export function withFill(warping: {
  interpolation: 'nearest' | 'bilinear';
  fill?: number | number[] | null | undefined;
}): WarpOptions {
  const { interpolation, fill } = warping;
  return fill == null ? { interpolation } : { interpolation, fill };
}

import { z } from 'zod';
import { adjustBrightness, adjustContrast, adjustSaturation, greyOf } from '../../../image/augment/blend.js';
import { gaussianBlur } from '../../../image/augment/gaussian-blur.js';
import { adjustHue } from '../../../image/augment/hue.js';
import type { Frames } from '../../../image/frames.js';
import { type Augmentation, operation, probability, sometimes, uniform } from '../operation.js';

/** A range of factors, or its distance to 1; null where it can only be 1. */
const factor = z
  .union([
    z
      .number()
      .min(0)
      .transform((distance): [number, number] => [Math.max(1 - distance, 0), 1 + distance]),
    z.tuple([z.number().min(0), z.number().min(0)]),
  ])
  .refine(([low, high]) => low <= high, { error: 'the first number must not exceed the second' })
  .prefault(0);

const turn = z
  .union([
    z
      .number()
      .min(0)
      .max(0.5)
      .transform((distance): [number, number] => [-distance, distance]),
    z.tuple([z.number().min(-0.5).max(0.5), z.number().min(-0.5).max(0.5)]),
  ])
  .refine(([low, high]) => low <= high, { error: 'the first number must not exceed the second' })
  .prefault(0);

/** Brightness, contrast, saturation and hue by drawn factors, in a drawn order. */
export const colorJitter = operation(
  'ColorJitter',
  { brightness: factor, contrast: factor, saturation: factor, hue: turn },
  ({ brightness, contrast, saturation, hue }) => {
    const steps = [
      { range: brightness, neutral: 1, adjust: adjustBrightness },
      { range: contrast, neutral: 1, adjust: adjustContrast },
      { range: saturation, neutral: 1, adjust: adjustSaturation },
      { range: hue, neutral: 0, adjust: adjustHue },
    ].filter(({ range, neutral }) => range[0] !== neutral || range[1] !== neutral);
    return (frames, random) =>
      random.shuffle(steps).reduce((pictures, { range, adjust }) => adjust(pictures, uniform(random, range)), frames);
  },
);

export const grayscale = operation(
  'Grayscale',
  { numOutputChannels: z.union([z.literal(1), z.literal(3)]).default(1) },
  ({ numOutputChannels }) => toGrey(numOutputChannels),
);

export const randomGrayscale = operation('RandomGrayscale', { p: probability.default(0.1) }, ({ p }) =>
  sometimes(p, (frames, random) => toGrey(frames.shape[3])(frames, random)),
);

const odd = z
  .int()
  .positive()
  .refine((size) => size % 2 === 1, { error: 'an odd number' });

/** Blurs by a Gaussian of drawn width. */
export const randomGaussianBlur = operation(
  'GaussianBlur',
  {
    kernelSize: z.union([odd.transform((size): [number, number] => [size, size]), z.tuple([odd, odd])]),
    sigma: z
      .union([
        z
          .number()
          .positive()
          .transform((width): [number, number] => [width, width]),
        z.tuple([z.number().positive(), z.number().positive()]),
      ])
      .prefault([0.1, 2]),
  },
  ({ kernelSize, sigma }) =>
    (frames, random) => {
      const width = uniform(random, sigma);
      return gaussianBlur(frames, kernelSize, [width, width]);
    },
);

function toGrey(channels: number): Augmentation {
  return (frames: Frames) => {
    const grey = greyOf(frames);
    const data = new Uint8Array(grey.length * channels);
    for (let i = 0; i < data.length; i++) data[i] = grey[Math.floor(i / channels)]!;
    return { data, shape: [frames.shape[0], frames.shape[1], frames.shape[2], channels] };
  };
}

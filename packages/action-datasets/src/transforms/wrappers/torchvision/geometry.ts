import { z } from 'zod';
import { torchAffine } from '../../../image/augment/torch-affine.js';
import { flipHorizontally, flipVertically } from '../../../image/flip.js';
import { roundHalfToEven } from '../../../rounding.js';
import { flipped } from '../flipped.js';
import { operation, probability, sometimes, uniform } from '../operation.js';
import { fillOption, interpolationMode } from './sizes.js';

const p = probability.default(0.5);
const point = z.tuple([z.number(), z.number()]);
const degrees = z.union([
  z
    .number()
    .min(0)
    .transform((most): [number, number] => [-most, most]),
  point,
]);
const warping = {
  interpolation: interpolationMode.default('nearest'),
  fill: fillOption.default(0),
  center: point.nullish().describe('in pixels from the upper left corner'),
};

export const randomHorizontalFlip = operation('RandomHorizontalFlip', { p }, (options) =>
  sometimes(options.p, flipped(flipHorizontally)),
);

export const randomVerticalFlip = operation('RandomVerticalFlip', { p }, (options) =>
  sometimes(options.p, flipped(flipVertically)),
);

export const randomRotation = operation(
  'RandomRotation',
  { degrees, ...warping },
  ({ degrees: range, center, ...how }) =>
    (frames, random) =>
      torchAffine(frames, { angle: -uniform(random, range), center: center ?? undefined }, how),
);

const shear = z.union([
  z
    .number()
    .min(0)
    .transform((most): [number, number, number, number] => [-most, most, 0, 0]),
  point.transform(([low, high]): [number, number, number, number] => [low, high, 0, 0]),
  z.tuple([z.number(), z.number(), z.number(), z.number()]),
]);

export const randomAffine = operation(
  'RandomAffine',
  {
    degrees,
    translate: z.tuple([probability, probability]).nullish().describe('largest shares of width and height'),
    scale: z.tuple([z.number().positive(), z.number().positive()]).nullish(),
    shear: shear.nullish().describe('degrees along x, and along y'),
    ...warping,
  },
  ({ degrees: range, translate, scale, shear: shears, center, ...how }) =>
    (frames, random) => {
      const [, height, width] = frames.shape;
      const move = (most: number) => roundHalfToEven(uniform(random, [-most, most]));
      const parameters = {
        angle: uniform(random, range),
        translate: [move((translate?.[0] ?? 0) * width), move((translate?.[1] ?? 0) * height)] as const,
        scale: uniform(random, scale ?? [1, 1]),
        shear: [
          uniform(random, [shears?.[0] ?? 0, shears?.[1] ?? 0]),
          uniform(random, [shears?.[2] ?? 0, shears?.[3] ?? 0]),
        ] as const,
        center: center ?? undefined,
      };
      return torchAffine(frames, parameters, how);
    },
);

import { z } from 'zod';
import { type Affine, warpAffine } from '../../../image/augment/warp-affine.js';
import { flipHorizontally, flipVertically } from '../../../image/flip.js';
import type { Frames } from '../../../image/frames.js';
import { roundHalfToEven } from '../../../rounding.js';
import { flipped } from '../flipped.js';
import { type Augmentation, operation, probability, sometimes } from '../operation.js';
import { type Parameter, parameter, wholeParameter } from './parameter.js';

const warping = {
  order: z
    .union([z.literal(0), z.literal(1)])
    .default(1)
    .describe('0: the nearest pixel, 1: bilinear'),
  cval: z.number().min(0).max(255).default(0).describe('grey beyond the picture'),
  mode: z.literal('constant').default('constant'),
};

interface Warping {
  order: 0 | 1;
  cval: number;
}

/** Angles in degrees, moves in pixels. */
interface Moves {
  shearX?: number;
  shearY?: number;
  rotate?: number;
  x?: number;
  y?: number;
  scaleX?: number;
  scaleY?: number;
}

const sides = (name: string, of: (by: Parameter, frames: Frames, random: Parameters<Parameter>[0]) => Moves) =>
  operation(
    name,
    { percent: parameter.optional(), px: wholeParameter.optional(), ...warping },
    ({ percent, px, ...how }): Augmentation =>
      (frames, random) => {
        const [, height, width] = frames.shape;
        const side = name === 'TranslateX' ? width : height;
        const by: Parameter = (draws) => px?.(draws) ?? roundHalfToEven((percent?.(draws) ?? 0) * side);
        return warp(frames, of(by, frames, random), how);
      },
  );

export const translateX = sides('TranslateX', (by, _, random) => ({ x: by(random) }));
export const translateY = sides('TranslateY', (by, _, random) => ({ y: by(random) }));

const angle = parameter.prefault([-30, 30]);

export const shearX = operation(
  'ShearX',
  { shear: angle, ...warping },
  ({ shear, ...how }): Augmentation =>
    (frames, random) =>
      warp(frames, { shearX: shear(random) }, how),
);

export const shearY = operation(
  'ShearY',
  { shear: angle, ...warping },
  ({ shear, ...how }): Augmentation =>
    (frames, random) =>
      warp(frames, { shearY: shear(random) }, how),
);

export const rotate = operation(
  'Rotate',
  { rotate: angle, ...warping },
  ({ rotate: by, ...how }): Augmentation =>
    (frames, random) =>
      warp(frames, { rotate: by(random) }, how),
);

const axes = z.union([
  z.strictObject({ x: parameter.optional(), y: parameter.optional() }),
  parameter.transform((both) => ({ x: both, y: both })),
]);

export const affine = operation(
  'Affine',
  {
    scale: z.union([z.strictObject({ x: parameter.optional(), y: parameter.optional() }), parameter]).prefault(1),
    translatePercent: axes.optional(),
    translatePx: axes.optional(),
    rotate: parameter.prefault(0),
    shear: parameter.prefault(0).describe('degrees along x'),
    ...warping,
  },
  ({ scale, translatePercent, translatePx, rotate: by, shear, ...how }): Augmentation =>
    (frames, random) => {
      const [, height, width] = frames.shape;
      const move = (axis: 'x' | 'y', side: number) =>
        Math.round(translatePx?.[axis]?.(random) ?? (translatePercent?.[axis]?.(random) ?? 0) * side);
      const both = typeof scale === 'function' ? scale(random) : undefined;
      const along = (axis: 'x' | 'y') => both ?? (typeof scale === 'function' ? 1 : (scale[axis]?.(random) ?? 1));
      const moves: Moves = {
        scaleX: along('x'),
        scaleY: along('y'),
        x: move('x', width),
        y: move('y', height),
        shearX: shear(random),
        rotate: by(random),
      };
      return warp(frames, moves, how);
    },
);

export const fliplr = operation('Fliplr', { p: probability.default(1) }, ({ p }) =>
  sometimes(p, flipped(flipHorizontally)),
);
export const flipud = operation('Flipud', { p: probability.default(1) }, ({ p }) =>
  sometimes(p, flipped(flipVertically)),
);

/** Around the middle of the picture: scales, moves, shears, rotates (clockwise), in this order. */
function warp(frames: Frames, moves: Moves, { order, cval }: Warping): Frames {
  const [, height, width] = frames.shape;
  const [cx, cy] = [width / 2 - 0.5, height / 2 - 0.5];
  const { scaleX = 1, scaleY = 1, x = 0, y = 0, shearX: sx = 0, shearY: sy = 0, rotate: by = 0 } = moves;
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians(by)), Math.sin(radians(by))];
  const steps: Affine[] = [
    [1, 0, -cx, 0, 1, -cy],
    [scaleX, 0, 0, 0, scaleY, 0],
    [1, 0, x, 0, 1, y],
    // imgaug takes the hyperbolic tangent.
    [1, Math.tanh(-radians(sx)), 0, Math.tanh(radians(sy)), 1, 0],
    [cos, -sin, 0, sin, cos, 0],
    [1, 0, cx, 0, 1, cy],
  ];
  const map = inverse(steps.reduce((all, step) => product(step, all)));
  return warpAffine(frames, map, { interpolation: order === 0 ? 'nearest' : 'bilinear', fill: cval });
}

function product([a, b, c, d, e, f]: Affine, [g, h, i, j, k, l]: Affine): Affine {
  return [a * g + b * j, a * h + b * k, a * i + b * l + c, d * g + e * j, d * h + e * k, d * i + e * l + f];
}

function inverse([a, b, c, d, e, f]: Affine): Affine {
  const det = a * e - b * d;
  return [e / det, -b / det, (b * f - c * e) / det, -d / det, a / det, (c * d - a * f) / det];
}

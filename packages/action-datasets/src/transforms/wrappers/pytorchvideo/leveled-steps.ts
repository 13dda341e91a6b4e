import type { Random } from '@mma/engine';
import { adjustBrightness, adjustContrast, adjustSaturation, adjustSharpness } from '../../../image/augment/blend.js';
import { autocontrast, equalize, invert, posterize, solarize } from '../../../image/augment/tone.js';
import { torchAffine, warpAroundMiddle } from '../../../image/augment/torch-affine.js';
import type { Frames } from '../../../image/frames.js';

/** Levels go from 0 to this. */
export const MAX_LEVEL = 10;

type Fill = readonly number[];

/** What a step does with its argument. */
const STEPS = {
  AdjustBrightness: (frames, factor) => adjustBrightness(frames, factor),
  AdjustContrast: (frames, factor) => adjustContrast(frames, factor),
  AdjustSaturation: (frames, factor) => adjustSaturation(frames, factor),
  AdjustSharpness: (frames, factor) => adjustSharpness(frames, factor),
  AutoContrast: (frames) => autocontrast(frames),
  Equalize: (frames) => equalize(frames),
  Invert: (frames) => invert(frames),
  Rotate: (frames, angle, fill) => torchAffine(frames, { angle: -angle }, { fill }),
  Posterize: (frames, bits) => posterize(frames, bits),
  // On bytes a threshold of at most 1 inverts all but black: so the reference has it.
  Solarize: (frames, threshold) => solarize(frames, threshold),
  ShearX: (frames, slope, fill) =>
    warpAroundMiddle(frames, [1, slope, (frames.shape[1] * slope) / 2, 0, 1, 0], { fill }),
  ShearY: (frames, slope, fill) =>
    warpAroundMiddle(frames, [1, 0, 0, slope, 1, (frames.shape[2] * slope) / 2], { fill }),
  TranslateX: (frames, share, fill) => warpAroundMiddle(frames, [1, 0, share * frames.shape[2], 0, 1, 0], { fill }),
  TranslateY: (frames, share, fill) => warpAroundMiddle(frames, [1, 0, 0, 0, 1, share * frames.shape[1]], { fill }),
} satisfies Record<string, (frames: Frames, argument: number, fill: Fill) => Frames>;

export type LeveledName = keyof typeof STEPS;

/** How a level becomes the argument of a step. */
export type Argument = (level: number, random: Random) => number;

/** A step and how strong it is. */
export interface LeveledStep {
  readonly name: LeveledName;
  readonly argument: Argument;
}

/** `base` and up to `most` more, or less as often. */
export function eitherWay(base: number, most: number): Argument {
  return (level, random) => base + (random.float() < 0.5 ? -1 : 1) * (level / MAX_LEVEL) * most;
}

export function growing(base: number, most: number): Argument {
  return (level) => base + (level / MAX_LEVEL) * most;
}

export function falling(base: number, most: number): Argument {
  return (level) => base - (level / MAX_LEVEL) * most;
}

/** In whole numbers. */
export function fallingWhole(base: number, most: number): Argument {
  return (level) => base - Math.trunc((level / MAX_LEVEL) * most);
}

export const without: Argument = () => 0;

export function applyLeveled(
  frames: Frames,
  { name, argument }: LeveledStep,
  { level, fill, random }: { level: number; fill: Fill; random: Random },
): Frames {
  return STEPS[name](frames, argument(level, random), fill);
}

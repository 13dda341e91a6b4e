import type { Random } from '@mma/engine';
import { adjustBrightness, adjustContrast, adjustSaturation, adjustSharpness } from '../../../image/augment/blend.js';
import { autocontrast, equalize, invert, posterize, solarize } from '../../../image/augment/tone.js';
import { torchAffine } from '../../../image/augment/torch-affine.js';
import type { WarpOptions } from '../../../image/augment/warp-affine.js';
import type { Frames } from '../../../image/frames.js';
import { roundHalfToEven } from '../../../rounding.js';

/** What a step does with a magnitude. */
type Step = (frames: Frames, magnitude: number, warping: WarpOptions) => Frames;

const degrees = (slope: number) => (Math.atan(slope) * 180) / Math.PI;

/** The steps that RandAugment, AutoAugment, TrivialAugmentWide and AugMix choose from, by torchvision's names. */
export const STEPS = {
  Identity: (frames) => frames,
  ShearX: (frames, slope, warping) => torchAffine(frames, { shear: [degrees(slope), 0], center: [0, 0] }, warping),
  ShearY: (frames, slope, warping) => torchAffine(frames, { shear: [0, degrees(slope)], center: [0, 0] }, warping),
  TranslateX: (frames, pixels, warping) => torchAffine(frames, { translate: [Math.trunc(pixels), 0] }, warping),
  TranslateY: (frames, pixels, warping) => torchAffine(frames, { translate: [0, Math.trunc(pixels)] }, warping),
  Rotate: (frames, angle, warping) => torchAffine(frames, { angle: -angle }, warping),
  Brightness: (frames, more) => adjustBrightness(frames, 1 + more),
  Color: (frames, more) => adjustSaturation(frames, 1 + more),
  Contrast: (frames, more) => adjustContrast(frames, 1 + more),
  Sharpness: (frames, more) => adjustSharpness(frames, 1 + more),
  Posterize: (frames, bits) => posterize(frames, Math.trunc(bits)),
  Solarize: (frames, threshold) => solarize(frames, threshold),
  AutoContrast: (frames) => autocontrast(frames),
  Equalize: (frames) => equalize(frames),
  Invert: (frames) => invert(frames),
} satisfies Record<string, Step>;

export type StepName = keyof typeof STEPS;

/** Which magnitudes a step may have: `bins` numbers, with either sign where `signed`. */
export interface Magnitudes {
  readonly of: (bin: number) => number;
  readonly signed: boolean;
}

/** Evenly from one number to another. */
export function evenly(bins: number, [from, to]: readonly [number, number], signed = true): Magnitudes {
  return { of: (bin) => from + ((to - from) * bin) / (bins - 1), signed };
}

/** Fewer and fewer bits, by up to `most`. */
export function fewerBits(bins: number, from: number, most: number): Magnitudes {
  return { of: (bin) => from - roundHalfToEven((bin * most) / (bins - 1)), signed: false };
}

/** Magnitudes of a strength that is the same for everything that is signed, as all of torchvision's policies have them. */
export function space(
  bins: number,
  most: { shear: number; x: number; y: number; angle: number; colour: number; bits: Magnitudes },
): Partial<Record<StepName, Magnitudes>> {
  const colour = evenly(bins, [0, most.colour]);
  const none: Magnitudes = { of: () => 0, signed: false };
  return {
    Identity: none,
    ShearX: evenly(bins, [0, most.shear]),
    ShearY: evenly(bins, [0, most.shear]),
    TranslateX: evenly(bins, [0, most.x]),
    TranslateY: evenly(bins, [0, most.y]),
    Rotate: evenly(bins, [0, most.angle]),
    Brightness: colour,
    Color: colour,
    Contrast: colour,
    Sharpness: colour,
    Posterize: most.bits,
    Solarize: evenly(bins, [255, 0], false),
    AutoContrast: none,
    Equalize: none,
    Invert: none,
  };
}

/** Applies a step with the magnitude of a bin, by either sign where there is one. */
export function applyStep(
  frames: Frames,
  step: { name: StepName; magnitudes: Magnitudes; bin: number; warping: WarpOptions },
  random: Random,
): Frames {
  const { name, magnitudes, bin, warping } = step;
  const magnitude = magnitudes.of(bin);
  const negative = magnitudes.signed && random.float() < 0.5;
  return STEPS[name](frames, negative ? -magnitude : magnitude, warping);
}

import { z } from 'zod';
import { adjustSharpness } from '../../../image/augment/blend.js';
import { autocontrast, equalize, invert, posterize, solarize } from '../../../image/augment/tone.js';
import { operation, probability, sometimes } from '../operation.js';

const p = probability.default(0.5);

export const randomInvert = operation('RandomInvert', { p }, (options) => sometimes(options.p, invert));

export const randomPosterize = operation('RandomPosterize', { bits: z.int().min(0).max(8), p }, (options) =>
  sometimes(options.p, (frames) => posterize(frames, options.bits)),
);

export const randomSolarize = operation('RandomSolarize', { threshold: z.number().min(0).max(255), p }, (options) =>
  sometimes(options.p, (frames) => solarize(frames, options.threshold)),
);

export const randomAdjustSharpness = operation(
  'RandomAdjustSharpness',
  { sharpnessFactor: z.number().min(0), p },
  (options) => sometimes(options.p, (frames) => adjustSharpness(frames, options.sharpnessFactor)),
);

export const randomAutocontrast = operation('RandomAutocontrast', { p }, (options) =>
  sometimes(options.p, autocontrast),
);

export const randomEqualize = operation('RandomEqualize', { p }, (options) => sometimes(options.p, equalize));

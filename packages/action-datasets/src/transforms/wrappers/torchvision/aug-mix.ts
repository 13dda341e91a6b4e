import { z } from 'zod';
import { mixChains } from '../mix-chains.js';
import { type Augmentation, operation } from '../operation.js';
import { entries, withFill } from './auto-augment.js';
import { applyStep, fewerBits, space } from './named-steps.js';
import { fillOption, interpolationMode } from './sizes.js';

const BINS = 10;

/** Mixes the pictures with several chains of drawn steps on them (Hendrycks et al. 2020, arXiv 1912.02781). */
export const augMix = operation(
  'AugMix',
  {
    severity: z.int().min(1).max(BINS).default(3).describe('the weakest so many magnitudes are drawn from'),
    mixtureWidth: z.int().positive().default(3).describe('number of chains'),
    chainDepth: z.int().default(-1).describe('steps of a chain; drawn from 1 to 3 where it is not positive'),
    alpha: z.number().positive().default(1).describe('parameter of the distributions of shares'),
    allOps: z.boolean().default(true).describe('with brightness, contrast, saturation and sharpness'),
    interpolation: interpolationMode.default('bilinear'),
    fill: fillOption.nullish(),
  },
  ({ severity, mixtureWidth, chainDepth, alpha, allOps, ...warping }): Augmentation =>
    (frames, random) => {
      const [, height, width] = frames.shape;
      const most = { shear: 0.3, x: width / 3, y: height / 3, angle: 30, colour: 0.9, bits: fewerBits(BINS, 4, 4) };
      const {
        Identity: _identity,
        Invert: _invert,
        Brightness,
        Color,
        Contrast,
        Sharpness,
        ...tones
      } = space(BINS, most);
      const choices = entries(allOps ? ({ ...tones, Brightness, Color, Contrast, Sharpness } as typeof tones) : tones);
      return mixChains(frames, { width: mixtureWidth, alpha }, random, () => {
        const depth = chainDepth > 0 ? chainDepth : random.int(1, 4);
        let pictures = frames;
        for (let i = 0; i < depth; i++) {
          const [name, magnitudes] = random.choice(choices);
          pictures = applyStep(
            pictures,
            { name, magnitudes, bin: random.int(0, severity), warping: withFill(warping) },
            random,
          );
        }
        return pictures;
      });
    },
);

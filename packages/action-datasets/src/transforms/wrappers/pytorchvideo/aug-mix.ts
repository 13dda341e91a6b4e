import { z } from 'zod';
import { mixChains } from '../mix-chains.js';
import { type Augmentation, operation } from '../operation.js';
import {
  applyLeveled,
  eitherWay,
  falling,
  fallingWhole,
  growing,
  type LeveledStep,
  MAX_LEVEL,
  without,
} from './leveled-steps.js';
import { drawLevel, samplingHparas } from './levels.js';

const STEPS: readonly LeveledStep[] = [
  { name: 'AutoContrast', argument: without },
  { name: 'Equalize', argument: without },
  { name: 'Rotate', argument: eitherWay(0, 30) },
  { name: 'Posterize', argument: fallingWhole(4, 4) },
  { name: 'Solarize', argument: falling(1, 1) },
  { name: 'ShearX', argument: eitherWay(0, 0.3) },
  { name: 'ShearY', argument: eitherWay(0, 0.3) },
  { name: 'TranslateX', argument: eitherWay(0, 1 / 3) },
  { name: 'TranslateY', argument: eitherWay(0, 1 / 3) },
  { name: 'AdjustSaturation', argument: growing(0.1, 1.8) },
  { name: 'AdjustContrast', argument: growing(0.1, 1.8) },
  { name: 'AdjustBrightness', argument: growing(0.1, 1.8) },
  { name: 'AdjustSharpness', argument: growing(0.1, 1.8) },
];

/** Mixes the pictures with several chains of drawn steps on them (Hendrycks et al. 2020, arXiv 1912.02781). */
export const augMix = operation(
  'AugMix',
  {
    magnitude: z.int().min(1).max(MAX_LEVEL).default(3),
    alpha: z.number().positive().default(1).describe('parameter of the distributions of shares'),
    width: z.int().positive().default(3).describe('number of chains'),
    depth: z.int().default(-1).describe('steps of a chain; drawn from 1 to 3 where it is not positive'),
    transformHparas: z
      .strictObject({ fill: z.tuple([z.number(), z.number(), z.number()]).default([0.5, 0.5, 0.5]) })
      .prefault({}),
    samplingHparas: samplingHparas.prefault({ samplingDataType: 'float', samplingMin: 0.1 }),
  },
  ({ magnitude, alpha, width, depth, transformHparas: { fill }, samplingHparas: hparas }): Augmentation =>
    (frames, random) =>
      mixChains(frames, { width, alpha }, random, () => {
        const steps = depth > 0 ? depth : random.int(1, 4);
        let pictures = frames;
        for (let i = 0; i < steps; i++) {
          const level = drawLevel(magnitude, { type: 'uniform', ...hparas }, random);
          pictures = applyLeveled(pictures, random.choice(STEPS), { level, fill, random });
        }
        return pictures;
      }),
);

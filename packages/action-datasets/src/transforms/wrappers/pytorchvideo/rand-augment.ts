import { z } from 'zod';
import { type Augmentation, operation, probability } from '../operation.js';
import {
  applyLeveled,
  eitherWay,
  falling,
  fallingWhole,
  type LeveledStep,
  MAX_LEVEL,
  without,
} from './leveled-steps.js';
import { drawLevel, samplingHparas } from './levels.js';

const FILL = [0.5, 0.5, 0.5];

const STEPS: readonly LeveledStep[] = [
  { name: 'AdjustBrightness', argument: eitherWay(1, 0.9) },
  { name: 'AdjustContrast', argument: eitherWay(1, 0.9) },
  { name: 'AdjustSaturation', argument: eitherWay(1, 0.9) },
  { name: 'AdjustSharpness', argument: eitherWay(1, 0.9) },
  { name: 'AutoContrast', argument: without },
  { name: 'Equalize', argument: without },
  { name: 'Invert', argument: without },
  { name: 'Rotate', argument: eitherWay(0, 30) },
  { name: 'Posterize', argument: fallingWhole(4, 4) },
  { name: 'Solarize', argument: falling(1, 1) },
  { name: 'ShearX', argument: eitherWay(0, 0.3) },
  { name: 'ShearY', argument: eitherWay(0, 0.3) },
  { name: 'TranslateX', argument: eitherWay(0, 0.45) },
  { name: 'TranslateY', argument: eitherWay(0, 0.45) },
];

/** Draws `numLayers` different steps, and applies each with probability `prob` (Cubuk et al. 2020, arXiv 1909.13719). */
export const randAugment = operation(
  'RandAugment',
  {
    magnitude: z.int().min(0).max(MAX_LEVEL).default(9),
    numLayers: z.int().positive().max(STEPS.length).default(2),
    prob: probability.default(0.5),
    samplingType: z.enum(['gaussian', 'uniform']).default('gaussian'),
    samplingHparas: samplingHparas.prefault({}),
  },
  ({ magnitude, numLayers, prob, samplingType, samplingHparas: hparas }): Augmentation =>
    (frames, random) => {
      let pictures = frames;
      for (const step of random.shuffle(STEPS).slice(0, numLayers)) {
        if (random.float() > prob) continue;
        const level = drawLevel(magnitude, { type: samplingType, ...hparas }, random);
        pictures = applyLeveled(pictures, step, { level, fill: FILL, random });
      }
      return pictures;
    },
);

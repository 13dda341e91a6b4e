import type { Random } from '@mma/engine';
import { z } from 'zod';
import { MAX_LEVEL } from './leveled-steps.js';

/** How levels are drawn. */
export const samplingHparas = z.strictObject({
  samplingStd: z.number().min(0).default(0.5).describe('deviation of normal levels'),
  samplingDataType: z.enum(['int', 'float']).default('int').describe('whether even levels are whole'),
  samplingMin: z.number().min(0).default(0).describe('lowest even level'),
});

/** A level: normal around the magnitude, cut to 0 … 10, or even from the lowest to the magnitude. */
export function drawLevel(
  magnitude: number,
  sampling: { type: 'gaussian' | 'uniform' } & z.output<typeof samplingHparas>,
  random: Random,
): number {
  if (sampling.type === 'gaussian') {
    return Math.min(Math.max(magnitude + sampling.samplingStd * random.normal(), 0), MAX_LEVEL);
  }
  if (sampling.samplingDataType === 'float') {
    return sampling.samplingMin + (magnitude - sampling.samplingMin) * random.float();
  }
  return random.int(Math.ceil(sampling.samplingMin), magnitude + 1);
}

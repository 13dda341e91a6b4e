import { z } from 'zod';
import { Random } from '../../random/random.js';
import { balancedOrder } from './balanced-order.js';
import type { SamplerRun } from './sampler.js';

/** What samplers have in common. */
export const orderOptions = {
  shuffle: z.boolean().default(true).describe('visit the samples in another order each pass'),
  seed: z.int().nullish().describe("seeds the shuffling; the run's seed when left out"),
  classBalanced: z
    .boolean()
    .default(false)
    .describe(
      'show every class equally often: samples of rare classes several times a pass, of common ones not in each',
    ),
};

/** Balance comes by drawing. */
export function balancesByDrawing(options: { shuffle: boolean; classBalanced: boolean }): boolean {
  return options.shuffle || !options.classBalanced;
}

export const BALANCE_NEEDS_SHUFFLE = {
  path: ['classBalanced'],
  error: 'class_balanced draws samples, so it needs shuffle: true',
};

/** The order of one pass over `length` samples, for all processes together. */
export function visitOrder(
  options: { shuffle: boolean; seed?: number | null | undefined; classBalanced: boolean },
  { pass, length, run }: { pass: number; length: number; run: SamplerRun },
): number[] {
  if (!options.shuffle) return Array.from({ length }, (_, i) => i);
  const random = Random.of(options.seed ?? run.seed, 'sampler', pass);
  return options.classBalanced ? balancedOrder(random, length, run.categoriesOf) : random.permutation(length);
}

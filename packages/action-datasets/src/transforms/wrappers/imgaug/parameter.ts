import type { Random } from '@mma/engine';
import { z } from 'zod';

/** A number, or how it is drawn for each sample. */
export type Parameter = (random: Random) => number;

/**
 * imgaug's parameters: a number; two numbers, between which it is drawn evenly; or a list of three and more to choose from.
 * (imgaug tells tuples from lists; configs of two numbers mean the range.)
 */
export const parameter = z.union([z.number(), z.array(z.number()).min(2)]).transform((given): Parameter => {
  if (typeof given === 'number') return () => given;
  const [low, high] = given as [number, number];
  if (given.length > 2) return (random) => random.choice(given);
  return (random) => low + (high - low) * random.float();
});

/** The same in whole numbers, both ends possible. */
export const wholeParameter = z.union([z.int(), z.array(z.int()).min(2)]).transform((given): Parameter => {
  if (typeof given === 'number') return () => given;
  const [low, high] = given as [number, number];
  if (given.length > 2) return (random) => random.choice(given);
  return (random) => random.int(low, high + 1);
});

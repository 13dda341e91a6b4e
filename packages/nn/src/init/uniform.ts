import { randomUniform, tf } from '@mma/backend';
import type { Initializer } from '../parameter.js';

/** Uniform in [low, high); default [0, 1). */
export function uniform(options: { low?: number; high?: number } = {}): Initializer {
  const { low = 0, high = 1 } = options;
  return (shape, seed) => tf.tidy(() => tf.add(tf.mul(randomUniform(shape, seed), high - low), low));
}

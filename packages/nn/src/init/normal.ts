import { randomNormal, tf } from '@mma/backend';
import type { Initializer } from '../parameter.js';

/** Normal with `mean` (0) and standard deviation `std` (1). */
export function normal(options: { mean?: number; std?: number } = {}): Initializer {
  const { mean = 0, std = 1 } = options;
  return (shape, seed) => tf.tidy(() => tf.add(tf.mul(randomNormal(shape, seed), std), mean));
}

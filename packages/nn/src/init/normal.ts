import { randomUniform, tf } from '@mma/backend';
import type { Initializer } from '../parameter.js';

/** Normal with `mean` (0) and standard deviation `std` (1), by Box and Muller's transform of uniform draws. */
export function normal(options: { mean?: number; std?: number } = {}): Initializer {
  const { mean = 0, std = 1 } = options;
  return (shape, seed) =>
    tf.tidy(() => {
      const [radius, angle] = tf.unstack(randomUniform([2, ...shape], [seed[0] | 0, seed[1] | 0]));
      // 1 − u lies in (0, 1], where the logarithm is finite.
      const distance = tf.sqrt(tf.mul(tf.log(tf.sub(1, radius!)), -2));
      return tf.add(tf.mul(tf.mul(distance, tf.cos(tf.mul(angle!, 2 * Math.PI))), std), mean);
    });
}

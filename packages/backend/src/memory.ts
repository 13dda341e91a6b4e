import { tf } from './tf.js';

/** What is alive on the device, as tfjs counts it. */
export function memory(): { numTensors: number; numBytes: number } {
  const { numTensors, numBytes } = tf.memory();
  return { numTensors, numBytes };
}

import { tf } from '@mma/backend';
import type { Initializer } from '../parameter.js';

/** Every element is `value`. */
export function constant(value: number): Initializer {
  return (shape) => tf.fill([...shape], value);
}

/** Every element is 0, as int32: counters. */
export function zeroCount(): Initializer {
  return (shape) => tf.zeros([...shape], 'int32');
}

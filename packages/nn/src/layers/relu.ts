import { type Tensor, tf } from '@mma/backend';
import { Module } from '../module.js';

/** max(x, 0), element by element. */
export class ReLU extends Module {
  forward<T extends Tensor>(x: T): T {
    return tf.relu(x);
  }
}

import { type Tensor, tf } from '@mma/backend';
import { Module } from '../module.js';
import { drawUniform } from '../step-seed.js';
import { settings } from './settings.js';

/**
 * In training mode zeroes each element with probability `p` and scales the others by 1 / (1 − p)
 * (Srivastava et al., 2014). Draws from the running step's seed: see `withStepSeed`.
 */
export class Dropout extends Module {
  readonly #p: number;

  /** @param p probability of a zero, in [0, 1); default 0.5 */
  constructor(p = 0.5) {
    super();
    if (!(p >= 0 && p < 1)) throw new RangeError(`dropout probability ${p} is not in [0, 1)`);
    this.#p = p;
  }

  override extraRepr(): string {
    return settings('', [['p', this.#p]]);
  }

  forward<T extends Tensor>(x: T): T {
    if (!this.training || this.#p === 0) return x;
    return tf.tidy(() => {
      const kept = tf.cast(tf.greaterEqual(drawUniform(x.shape), this.#p), x.dtype);
      return tf.mul(x, tf.mul(kept, 1 / (1 - this.#p)));
    }) as T;
  }
}

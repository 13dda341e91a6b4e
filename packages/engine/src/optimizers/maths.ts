import { type Tensor, tf } from '@mma/backend';

/** The gradient of the loss with its L2 penalty; null stands for none. */
export function withDecay(gradient: Tensor, value: Tensor, weightDecay: Tensor | null): Tensor {
  return weightDecay === null ? gradient : tf.add(gradient, tf.mul(value, weightDecay));
}

/** Decoupled weight decay (Loshchilov & Hutter, 2019): the weights shrink by a factor; null stands for none. */
export function shrunk(value: Tensor, factor: Tensor | null): Tensor {
  return factor === null ? value : tf.mul(value, factor);
}

/** `from` moved towards `to` by `share`; from nothing, that share of `to`. */
export function lerp(from: Tensor | undefined, to: Tensor, share: Tensor): Tensor {
  return from === undefined ? tf.mul(to, share) : tf.add(from, tf.mul(tf.sub(to, from), share));
}

/** keep·average + share·x²; of nothing yet, share·x². */
export function meanSquare(
  average: Tensor | undefined,
  x: Tensor,
  { keep, share }: { keep: Tensor; share: Tensor },
): Tensor {
  const fresh = tf.mul(tf.square(x), share);
  return average === undefined ? fresh : tf.add(tf.mul(average, keep), fresh);
}

/** value − size·(numerator / denominator) */
export function stepBy(value: Tensor, size: Tensor, [numerator, denominator]: readonly [Tensor, Tensor]): Tensor {
  return tf.sub(value, tf.mul(size, tf.div(numerator, denominator)));
}

/** A number that is left out of the maths where it is 0. */
export function unlessZero(number: number): number | null {
  return number === 0 ? null : number;
}

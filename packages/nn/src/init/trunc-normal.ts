import { randomUniform, type Tensor, tf } from '@mma/backend';
import type { Initializer } from '../parameter.js';

export interface TruncNormalOptions {
  /** Default 0. */
  mean?: number;
  /** Of the normal distribution before it is cut. Default 1. */
  std?: number;
  /** The bounds, absolute. Default −2 and 2. */
  a?: number;
  b?: number;
}

/** Normal with everything outside [a, b] cut away, by the inverse of its distribution as PyTorch's `trunc_normal_`. */
export function truncNormal({ mean = 0, std = 1, a = -2, b = 2 }: TruncNormalOptions = {}): Initializer {
  const [low, high] = [erf((a - mean) / std / Math.SQRT2), erf((b - mean) / std / Math.SQRT2)];
  return (shape, seed) =>
    tf.tidy(() => {
      const spread = tf.add(tf.mul(randomUniform(shape, seed), high - low), low);
      return tf.clipByValue(tf.add(tf.mul(inverseErf(spread), std * Math.SQRT2), mean), a, b);
    });
}

/** The error function of one number, to 1.2e-7 (Press et al., "Numerical Recipes", `erfc` by Chebyshev fitting). */
function erf(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const series = [
    1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
  ];
  const sum = series.reduceRight((rest, coefficient) => coefficient + t * rest, 0);
  const tail = t * Math.exp(-x * x - 1.26551223 + t * sum);
  return x >= 0 ? 1 - tail : tail - 1;
}

/** erf⁻¹ in single precision (Giles, "Approximating the erfinv function", 2011). */
function inverseErf(x: Tensor): Tensor {
  const w = tf.neg(tf.log(tf.mul(tf.sub(1, x), tf.add(1, x))));
  const middle = horner(
    tf.sub(w, 2.5),
    [
      2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
      0.246640727, 1.50140941,
    ],
  );
  const outside = horner(
    tf.sub(tf.sqrt(tf.maximum(w, 0)), 3),
    [
      -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
      1.00167406, 2.83297682,
    ],
  );
  return tf.mul(tf.where(tf.less(w, 5), middle, outside), x);
}

/** A polynomial, the highest coefficient first. */
function horner(x: Tensor, coefficients: readonly number[]): Tensor {
  const [highest, ...rest] = coefficients;
  return rest.reduce((sum: Tensor, coefficient) => tf.add(tf.mul(sum, x), coefficient), tf.fill(x.shape, highest!));
}

import { type Tensor, tf } from '@mma/backend';
import { z } from 'zod';

/** MMEngine's `clip_grad`: gradients are scaled so that their global norm is at most `maxNorm`. */
export const clipGradOptions = z.strictObject({
  type: z.literal('norm').default('norm'),
  maxNorm: z.number().positive(),
  /** The norm's order; `Infinity` (also written 'inf') for the largest absolute value. */
  normType: z
    .union([
      z.number().positive(),
      z.literal(Number.POSITIVE_INFINITY),
      z.literal('inf').transform(() => Number.POSITIVE_INFINITY),
    ])
    .default(2),
});

export type ClipGrad = z.output<typeof clipGradOptions>;

/** The norm over all gradients as if they were one vector; a scalar. Call inside `tf.tidy`. */
export function globalNorm(gradients: readonly Tensor[], normType: number): Tensor {
  if (gradients.length === 0) return tf.scalar(0);
  if (normType === Number.POSITIVE_INFINITY) return tf.max(tf.stack(gradients.map((each) => tf.max(tf.abs(each)))));
  if (normType === 2) return tf.sqrt(tf.addN(gradients.map((each) => tf.sum(tf.square(each)))));
  const powers = gradients.map((each) => tf.sum(tf.pow(tf.abs(each), normType)));
  return tf.pow(tf.addN(powers), 1 / normType);
}

/** Scales all gradients by one factor where their norm is above `maxNorm`, as PyTorch's `clip_grad_norm_`. */
export function clipByGlobalNorm(
  gradients: readonly Tensor[],
  { maxNorm, normType }: ClipGrad,
): { clipped: Tensor[]; norm: Tensor } {
  const norm = globalNorm(gradients, normType);
  const factor = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1);
  return { clipped: gradients.map((gradient) => tf.mul(gradient, factor)), norm };
}

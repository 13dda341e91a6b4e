import { sumOfSquares, type Tensor, tf } from '@mma/backend';
import { z } from 'zod';

const byNorm = z.strictObject({
  type: z.literal('norm').default('norm').describe('scale all gradients together'),
  maxNorm: z.number().positive().describe('the largest norm that all gradients together may have'),
  normType: z
    .union([
      z.number().positive(),
      z.literal(Number.POSITIVE_INFINITY),
      z.literal('inf').transform(() => Number.POSITIVE_INFINITY),
    ])
    .default(2)
    .describe("the norm's order; 'inf' for the largest absolute value"),
  errorIfNonfinite: z.boolean().default(false).describe('end the run where the norm is not a number, or infinite'),
});

const byValue = z.strictObject({
  type: z.literal('value').describe('limit each number by itself'),
  clipValue: z.number().positive().describe('the largest absolute value of a gradient'),
});

/** MMEngine's `clip_grad`, by the norm of all gradients or by value. */
export const clipGradOptions = z.union([byNorm, byValue]);

export type ClipGrad = z.output<typeof clipGradOptions>;

/** The norm over all gradients as if they were one vector; a scalar. Call inside `tf.tidy`. */
export function globalNorm(gradients: readonly Tensor[], normType: number): Tensor {
  if (gradients.length === 0) return tf.scalar(0);
  if (normType === Number.POSITIVE_INFINITY) return tf.max(tf.stack(gradients.map((each) => tf.max(tf.abs(each)))));
  if (normType === 2) return tf.sqrt(tf.addN(gradients.map(sumOfSquares)));
  const powers = gradients.map((each) => tf.sum(tf.pow(tf.abs(each), normType)));
  return tf.pow(tf.addN(powers), 1 / normType);
}

/** The factor, at most 1, by which PyTorch's `clip_grad_norm_` scales all gradients, and their norm before. Call inside `tf.tidy`. */
export function normFactor(
  gradients: readonly Tensor[],
  { maxNorm, normType }: { maxNorm: number; normType: number },
): { factor: Tensor; norm: Tensor } {
  const norm = globalNorm(gradients, normType);
  return { factor: tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1), norm };
}

/** Scales all gradients by one factor where their norm is above `maxNorm`, as PyTorch's `clip_grad_norm_`. */
export function clipByGlobalNorm(
  gradients: readonly Tensor[],
  limits: { maxNorm: number; normType: number },
): { clipped: Tensor[]; norm: Tensor } {
  const { factor, norm } = normFactor(gradients, limits);
  return { clipped: gradients.map((gradient) => tf.mul(gradient, factor)), norm };
}

import { type Tensor, tf } from '@mma/backend';
import type { Parameter } from '@mma/nn';

export interface LossGradients {
  /** The sum of all entries whose name contains "loss": what is minimised. */
  loss: Tensor;
  /** Every entry of the model's loss, by name, in its order. */
  parts: Map<string, Tensor>;
  /** Gradients of `loss`; a parameter that it does not depend on has none. */
  gradients: Map<Parameter, Tensor>;
}

/**
 * Differentiates a model's loss by `parameters`. Call inside `tf.tidy`.
 * @param scale what the loss is multiplied by while it is differentiated; results are without it
 */
export function lossGradients(
  computeLoss: () => Record<string, Tensor>,
  parameters: readonly Parameter[],
  scale?: Tensor,
): LossGradients {
  const parts = new Map<string, Tensor>();
  const total = (): Tensor => {
    const losses: Tensor[] = [];
    for (const [name, value] of Object.entries(computeLoss())) {
      const scalar = value.rank === 0 ? value : tf.mean(value);
      if (name.includes('loss')) losses.push(scalar);
      // The tape's own scope ends before these are read.
      parts.set(name, tf.keep(tf.clone(scalar)));
    }
    const sum = losses.length === 0 ? tf.scalar(0) : tf.addN(losses);
    return scale === undefined ? sum : tf.mul(sum, scale);
  };
  const values = parameters.map((parameter) => parameter.value);
  try {
    const { value, grads } = tf.engine().gradients(total, values, undefined, true);
    const inverse = scale && tf.reciprocal(scale);
    const unscaled = (tensor: Tensor): Tensor => (inverse === undefined ? tensor : tf.mul(tensor, inverse));
    const gradients = new Map<Parameter, Tensor>();
    for (const [index, parameter] of parameters.entries()) {
      const gradient = grads[index] as Tensor | null | undefined;
      if (gradient !== null && gradient !== undefined) gradients.set(parameter, unscaled(gradient));
    }
    const read = new Map([...parts].map(([name, kept]) => [name, tf.clone(kept)]));
    return { loss: unscaled(value), parts: read, gradients };
  } finally {
    for (const kept of parts.values()) kept.dispose();
  }
}

import { type Scalar, type Tensor, tf } from '@mma/backend';
import { NnError } from '../errors.js';
import type { Module } from '../module.js';

/** One run of a layer: what it gave, and how the score changes with each element of that. Same shape; the caller frees both. */
export interface LayerRun {
  output: Tensor;
  gradient: Tensor;
}

/**
 * The gradient of a score with respect to what a layer gives, for each time that the layer runs while `score` is computed, as
 * PyTorch's forward and backward hooks see it. The layer stays as it is.
 *
 * @param score not asynchronous; where the layer runs several times, the runs must not depend on one another
 * @returns in the order of the runs; none where the layer does not run on its own, such as a batch norm within a convolution
 * Where `score` throws, TensorFlow.js keeps what it had put aside for the gradient.
 * @throws NnError `MMA_NN_LAYER_OUTPUT` for a layer that gives anything but one tensor
 */
export function layerGradient(layer: Module, score: () => Scalar): LayerRun[] {
  if (!('forward' in layer) || typeof layer.forward !== 'function') return [];
  const forward = layer.forward as (...inputs: unknown[]) => unknown;
  const runs: { output: Tensor; gradient?: Tensor }[] = [];
  let isPlain = true;
  const tapped = (probe: Scalar): unknown => {
    const watched = (...inputs: unknown[]): unknown => {
      const output = forward.apply(layer, inputs);
      if (!(output instanceof tf.Tensor)) {
        isPlain = false;
        return output;
      }
      const run: (typeof runs)[number] = { output: tf.keep(tf.clone(output)) };
      runs.push(run);
      return tap(output, probe, (gradient) => {
        run.gradient = tf.keep(tf.clone(gradient));
      });
    };
    Object.defineProperty(layer, 'forward', { value: watched, configurable: true, enumerable: false });
    try {
      return score();
    } finally {
      Reflect.deleteProperty(layer, 'forward');
    }
  };
  try {
    tf.tidy(() => {
      const probe = tf.scalar(0);
      // Where the layer does not run there is nothing to differentiate by.
      tf.engine().gradients(() => {
        const value = tapped(probe) as Scalar;
        return runs.length === 0 ? (tf.add(value, probe) as Scalar) : value;
      }, [probe]);
    });
  } catch (error) {
    for (const { output, gradient } of runs) tf.dispose(gradient === undefined ? [output] : [output, gradient]);
    throw error;
  }
  const found = runs.map(({ output, gradient }) => ({ output, gradient: gradient ?? tf.zerosLike(output) }));
  if (isPlain) return found;
  tf.dispose(found.flatMap(({ output, gradient }) => [output, gradient]));
  throw new NnError(
    'MMA_NN_LAYER_OUTPUT',
    `a ${layer.constructor.name} gives no single tensor`,
    'take a layer below it',
  );
}

/** `output` unchanged, such that a derivative by `probe` goes through it and no further down. */
function tap(output: Tensor, probe: Scalar, onGradient: (gradient: Tensor) => void): Tensor {
  const add = tf.customGrad((...given: unknown[]) => ({
    value: tf.add(output, given[0] as Scalar),
    gradFunc: (gradient: Tensor) => {
      onGradient(gradient);
      return tf.sum(gradient);
    },
  }));
  return add(probe);
}

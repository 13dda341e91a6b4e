import { randomUniform, type Tensor, type Tensor1D, tf } from '@mma/backend';
import { NnError } from './errors.js';

/** 2 × 32 bits: two numbers (as `hashKeys` gives), or an int32 tensor of shape [2] where the seed is an input of a recorded step. */
export type StepSeed = readonly [number, number] | Tensor;

interface Stream {
  readonly seed: StepSeed;
  draws: number;
}

let current: Stream | null = null;

/** Spreads the draws of a step over the seed space (2³² / golden ratio). */
const STRIDE = 0x9e3779b9;

/**
 * Runs `fn` with a source of randomness for the layers inside: the k-th draw depends only on (seed, k), so a training step is
 * a pure function of its seed. Numbers and a tensor holding the same bits give the same draws. `fn` must be synchronous.
 */
export function withStepSeed<T>(seed: StepSeed, fn: () => T): T {
  const outer = current;
  current = { seed, draws: 0 };
  try {
    return fn();
  } finally {
    current = outer;
  }
}

/**
 * The next uniform draw in [0, 1) of the running step.
 * @throws NnError `MMA_NN_NO_STEP_SEED` outside `withStepSeed`
 */
export function drawUniform(shape: readonly number[]): Tensor {
  if (current === null) {
    throw new NnError(
      'MMA_NN_NO_STEP_SEED',
      'a layer needs random numbers (dropout in training mode) but no step is running',
      'call the model inside withStepSeed(seed, () => …), or call eval() on it',
    );
  }
  const { seed } = current;
  const offset = Math.imul(current.draws, STRIDE);
  current.draws += 1;
  if (isPair(seed)) return randomUniform(shape, [seed[0], (seed[1] + offset) | 0]);
  return tf.tidy(() => randomUniform(shape, tf.add(seed, tf.tensor1d([0, offset], 'int32')) as Tensor1D));
}

function isPair(seed: StepSeed): seed is readonly [number, number] {
  return Array.isArray(seed);
}

import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { nativeBackend } from '../active-backend.js';
import { tf } from '../tf.js';
import { floatType, int32Type } from './attributes.js';

/** Two 32-bit numbers, or an int32 tensor `[2]` of them. */
export type RandomSeed = Tensor1D | readonly [number, number];

function draw(op: string, shape: readonly number[], seed: RandomSeed): Tensor {
  const backend = nativeBackend();
  const { binding } = backend;
  return tf.tidy(() => {
    const sizes = tf.tensor1d([...shape], 'int32');
    const key = Array.isArray(seed) ? tf.tensor1d(Int32Array.from(seed), 'int32') : (seed as Tensor1D);
    const attributes = [floatType(binding, 'dtype'), int32Type(binding, 'T'), int32Type(binding, 'Tseed')];
    return backend.executeSingleOutput(op, attributes, [sizes, key]);
  });
}

/**
 * Uniform numbers in `[0, 1)`, a pure function of the seed (counter-based Philox: Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", 2011). Drawn inside TensorFlow, so that a recorded step draws anew.
 * @throws BackendError on the wasm backend.
 */
export function randomUniform(shape: readonly number[], seed: RandomSeed): Tensor {
  return draw('StatelessRandomUniform', shape, seed);
}

/** Standard normal numbers, a pure function of the seed. @throws BackendError on the wasm backend. */
export function randomNormal(shape: readonly number[], seed: RandomSeed): Tensor {
  return draw('StatelessRandomNormal', shape, seed);
}

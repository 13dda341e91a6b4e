import type { Tensor } from '@tensorflow/tfjs';
import { isNative, nativeBackend } from '../active-backend.js';
import { tf } from '../tf.js';

/**
 * A float32 tensor of numbers whose axes lie in another order: its axis i is axis `axes[i]` of `shape`, in which `data` is
 * row-major. The numbers are moved on their way, once, and `data` belongs to the caller again afterwards.
 */
export function fromPermuted(data: Float32Array, shape: readonly number[], axes: readonly number[]): Tensor {
  if (!isNative()) return tf.tidy(() => tf.transpose(tf.tensor(data.slice(), [...shape], 'float32'), [...axes]));
  const backend = nativeBackend();
  const { binding } = backend;
  const id = binding.createPermuted(shape, axes, data);
  return backend.createOutputTensor({ id, dtype: binding.TF_FLOAT, shape: axes.map((axis) => shape[axis]!) });
}

/** Numbers from which another thread is worth the way there and back. */
const LARGE = 1 << 15;

/** `fromPermuted` on another thread where there are many numbers; they must not change meanwhile. */
export async function fromPermutedAsync(
  data: Float32Array,
  shape: readonly number[],
  axes: readonly number[],
): Promise<Tensor> {
  if (!isNative() || data.length < LARGE) return fromPermuted(data, shape, axes);
  const backend = nativeBackend();
  const { binding } = backend;
  const id = await binding.createPermutedAsync(shape, axes, data);
  return backend.createOutputTensor({ id, dtype: binding.TF_FLOAT, shape: axes.map((axis) => shape[axis]!) });
}

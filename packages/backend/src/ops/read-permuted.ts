import type { Tensor } from '@tensorflow/tfjs';
import { isNative, nativeBackend } from '../active-backend.js';
import { tf } from '../tf.js';

/** Numbers from which another thread is worth the way there and back. */
const LARGE = 1 << 15;

/**
 * Writes a float32 tensor's numbers into `target`, whose axis i is the tensor's axis `axes[i]`. They are moved once and no memory is taken
 * for them; `target` must not be touched until then, and the tensor may be disposed of.
 * @throws where the tensor is disposed of, `target` has another number of elements or `axes` are no permutation
 */
export async function readPermuted(tensor: Tensor, axes: readonly number[], target: Float32Array): Promise<void> {
  if (tensor.isDisposed) throw new Error('a tensor that is disposed of cannot be read');
  if (isNative()) {
    const { binding } = nativeBackend();
    const [id] = nativeBackend().getInputTensorIds([tensor]);
    if (tensor.size < LARGE) binding.readPermuted(id!, axes, target);
    else await binding.readPermutedAsync(id!, axes, target);
    return;
  }
  const moved = tf.transpose(tensor, [...axes]);
  try {
    const numbers = await moved.data<'float32'>();
    if (numbers.length !== target.length) throw new Error(`this tensor is read into ${numbers.length} numbers`);
    target.set(numbers);
  } finally {
    moved.dispose();
  }
}

import type { KernelConfig, NamedTensorInfoMap, Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from '../binding.js';
import { hasOwnKernels } from '../own-kernels.js';
import { tf } from '../tf.js';

const KERNEL = 'MmaKeep';
const OVER = 'MmaKeepOver';

export const keepKernel: KernelConfig = {
  kernelName: KERNEL,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, backend }) => {
    const { x } = inputs as NamedTensorInfoMap;
    const native = backend as unknown as NativeBackend;
    return native.executeSingleOutput('MmaKeep', [], [x!]);
  },
};

export const keepOverKernel: KernelConfig = {
  kernelName: OVER,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, backend }) => {
    const { x, former } = inputs as NamedTensorInfoMap;
    const native = backend as unknown as NativeBackend;
    return native.executeSingleOutput('MmaKeepOver', [], [x!, former!]);
  },
};

/**
 * A copy of a tensor that outlives the step in which it is made, in memory apart from TensorFlow's pool. Long-lived tensors in the pool
 * leave holes in it that the next step's do not fit, and it grows by half.
 */
export function keepApart<T extends Tensor>(x: T): T {
  return hasOwnKernels() && x.dtype === 'float32' ? (tf.engine().runKernel(KERNEL, { x }) as T) : tf.clone(x);
}

/** The same in place of `former`, a tensor of that shape, where it has been given up (see `donating`). */
export function keepOver<T extends Tensor>(x: T, former: Tensor): T {
  if (!hasOwnKernels() || x.dtype !== 'float32' || former.dtype !== 'float32') return keepApart(x);
  return tf.engine().runKernel(OVER, { x, former }) as T;
}

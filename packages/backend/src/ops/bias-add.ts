import type { GradConfig, KernelConfig, NamedTensorInfoMap, Tensor, Tensor1D } from '@tensorflow/tfjs';
import { isNative, nativeBackend } from '../active-backend.js';
import type { Binding, NativeBackend, OpAttribute } from '../binding.js';
import { tf } from '../tf.js';
import { floatType, text } from './attributes.js';

const KERNEL = 'MmaBiasAdd';

const opAttributes = (binding: Binding): OpAttribute[] => [floatType(binding), text(binding, 'data_format', 'NHWC')];

export const biasAddKernel: KernelConfig = {
  kernelName: KERNEL,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, backend }) => {
    const { x, bias } = inputs as NamedTensorInfoMap;
    const native = backend as unknown as NativeBackend;
    return native.executeSingleOutput('BiasAdd', opAttributes(native.binding), [x!, bias!]);
  },
};

export const biasAddGradient: GradConfig = {
  kernelName: KERNEL,
  gradFunc: (dy) => {
    const backend = nativeBackend();
    return {
      x: () => (dy as Tensor).clone(),
      bias: () => backend.executeSingleOutput('BiasAddGrad', opAttributes(backend.binding), [dy as Tensor]),
    };
  },
};

/**
 * Adds one number a channel. Unlike a sum of any two tensors, TensorFlow fuses it into the convolution or product before it.
 * @param x `[…, C]` of at least two axes
 * @param bias `[C]`
 */
export function biasAdd<T extends Tensor>(x: T, bias: Tensor1D): T {
  if (!isNative()) return tf.add(x, bias);
  return tf.engine().runKernel(KERNEL, { x, bias }) as T;
}

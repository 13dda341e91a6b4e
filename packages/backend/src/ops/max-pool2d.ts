import type { GradConfig, KernelConfig, NamedTensorInfoMap, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { isNative, nativeBackend } from '../active-backend.js';
import type { Binding, NativeBackend, OpAttribute } from '../binding.js';
import { hasOwnKernels } from '../own-kernels.js';
import { tf } from '../tf.js';
import { ints } from './attributes.js';
import { isForOwnMaxPool, ownMaxPool } from './max-pool2d-own.js';
import { type Pair, pair, tfjsPadding, windowAttributes } from './window.js';

export interface MaxPool2dOptions {
  kernel: Pair;
  /** Default: the kernel. */
  stride?: Pair;
  /** Rows and columns of −∞ on both sides, at most half the kernel. Default 0. */
  padding?: Pair;
}

type Attributes = { kernel: number[]; stride: number[]; padding: number[] };

const KERNEL = 'MmaMaxPool2d';

function opAttributes(binding: Binding, attributes: Attributes): OpAttribute[] {
  return [...windowAttributes(binding, attributes), ints(binding, 'ksize', [1, ...attributes.kernel, 1])];
}

export const maxPool2dKernel: KernelConfig = {
  kernelName: KERNEL,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x } = inputs as NamedTensorInfoMap;
    const native = backend as unknown as NativeBackend;
    const attributes = opAttributes(native.binding, attrs as unknown as Attributes);
    return native.executeSingleOutput('MaxPool', attributes, [x!]);
  },
};

export const maxPool2dGradient: GradConfig = {
  kernelName: KERNEL,
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => {
    const [x, y] = saved as [Tensor, Tensor];
    const backend = nativeBackend();
    const attributes = opAttributes(backend.binding, attrs as unknown as Attributes);
    return { x: () => backend.executeSingleOutput('MaxPoolGrad', attributes, [x, y, dy as Tensor]) };
  },
};

/** `maxPool2d` in TensorFlow's own ops: on GPUs, and where windows are very large. */
export function tensorflowMaxPool(x: Tensor4D, attributes: Attributes): Tensor4D {
  return tf.engine().runKernel(KERNEL, { x }, attributes) as Tensor4D;
}

/**
 * The largest value of each window, as `torch.nn.functional.max_pool2d`; padding never wins.
 * @param x `[N, H, W, C]`
 * @returns `[N, H', W', C]` with `H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1`
 */
export function maxPool2d(x: Tensor4D, options: MaxPool2dOptions): Tensor4D {
  const { kernel, stride = kernel, padding = 0 } = options;
  if (!isNative()) return tf.maxPool(x, pair(kernel), pair(stride), tfjsPadding(padding));
  const attributes: Attributes = { kernel: pair(kernel), stride: pair(stride), padding: pair(padding) };
  if (hasOwnKernels() && isForOwnMaxPool(pair(kernel))) return ownMaxPool(x, attributes);
  return tensorflowMaxPool(x, attributes);
}

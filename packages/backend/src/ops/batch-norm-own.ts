import type { GradConfig, KernelConfig, NamedTensorInfoMap, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { nativeBackend } from '../active-backend.js';
import type { NativeBackend } from '../binding.js';
import { tf } from '../tf.js';
import { flag, float, floatType, int } from './attributes.js';
import type { BatchNormOptions, BatchNormResult } from './batch-norm.js';

type Attributes = { epsilon: number; relu: boolean };

const KERNEL = 'MmaBatchNorm';
const ADD_RELU = 'MmaBatchNormAddRelu';

/** Outputs y, mean, variance, and what the gradient wants beside the mean: 1 / √(biased variance + ε). */
export const ownBatchNormKernel: KernelConfig = {
  kernelName: KERNEL,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, gamma, beta } = inputs as NamedTensorInfoMap;
    const native = backend as unknown as NativeBackend;
    const { epsilon, relu } = attrs as unknown as Attributes;
    const { binding } = native;
    const attributes = [floatType(binding), float(binding, 'epsilon', epsilon), flag(binding, 'relu', relu)];
    return native.executeMultipleOutputs(KERNEL, attributes, [x!, gamma!, beta!], 4);
  },
};

export const ownBatchNormGradient: GradConfig = {
  kernelName: KERNEL,
  inputsToSave: ['x', 'gamma', 'beta'],
  // Not y: where ReLU stopped it is computed anew, so that nothing is kept for it.
  outputsToSave: [false, true, false, true],
  gradFunc: (dys, saved, attrs) => {
    const backend = nativeBackend();
    const { binding } = backend;
    const attributes = [floatType(binding), flag(binding, 'relu', (attrs as unknown as Attributes).relu)];
    const inputs = [(dys as Tensor[])[0]!, ...saved];
    // One op computes all three. It runs here and not in the closures: tfjs tidies up after each of those.
    const [dx, dgamma, dbeta] = backend.executeMultipleOutputs(`${KERNEL}Grad`, attributes, inputs, 3);
    return { x: () => dx!, gamma: () => dgamma!, beta: () => dbeta! };
  },
};

export const ownBatchNormAddReluKernel: KernelConfig = {
  kernelName: ADD_RELU,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, gamma, beta, shortcut } = inputs as NamedTensorInfoMap;
    const native = backend as unknown as NativeBackend;
    const { epsilon } = attrs as unknown as Attributes;
    const attributes = [floatType(native.binding), float(native.binding, 'epsilon', epsilon)];
    return native.executeMultipleOutputs(ADD_RELU, attributes, [x!, gamma!, beta!, shortcut!], 4);
  },
};

export const ownBatchNormAddReluGradient: GradConfig = {
  kernelName: ADD_RELU,
  inputsToSave: ['x', 'gamma'],
  outputsToSave: [true, true, false, true],
  gradFunc: (dys, saved) => {
    const [x, gamma, y, mean, inverse] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const backend = nativeBackend();
    const inputs = [(dys as Tensor[])[0]!, x, y, gamma, mean, inverse];
    const attributes = [floatType(backend.binding), int(backend.binding, 'num_more', 0)];
    const outputs = backend.executeMultipleOutputs(`${ADD_RELU}Grad`, attributes, inputs, 4);
    const [dx, dgamma, dbeta, dshortcut] = outputs;
    return { x: () => dx!, gamma: () => dgamma!, beta: () => dbeta!, shortcut: () => dshortcut! };
  },
};

/** `batchNormTrain` in kernels of our own: on the CPU. */
export function ownBatchNorm(
  x: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
  { epsilon, shortcut, relu = shortcut !== undefined }: BatchNormOptions,
): BatchNormResult {
  const [kernel, inputs] = shortcut ? [ADD_RELU, { x, gamma, beta, shortcut }] : [KERNEL, { x, gamma, beta }];
  const attributes: Attributes = { epsilon, relu };
  const [y, mean, variance, inverse] = tf.engine().runKernel(kernel, inputs, attributes) as unknown as [
    Tensor4D,
    Tensor1D,
    Tensor1D,
    Tensor,
  ];
  inverse.dispose();
  return { y, mean, variance };
}

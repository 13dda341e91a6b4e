import type { GradConfig, KernelConfig, NamedTensorInfoMap, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { nativeBackend } from '../active-backend.js';
import type { Binding, NativeBackend, OpAttribute } from '../binding.js';
import { tf } from '../tf.js';
import { flag, float, floatType, text } from './attributes.js';
import type { BatchNormOptions, BatchNormResult } from './batch-norm.js';

type Attributes = { epsilon: number };

const KERNEL = 'MmaBatchNormTrain';

function opAttributes(binding: Binding, { epsilon }: Attributes): OpAttribute[] {
  return [
    floatType(binding, 'T'),
    floatType(binding, 'U'),
    float(binding, 'epsilon', epsilon),
    text(binding, 'data_format', 'NHWC'),
    flag(binding, 'is_training', true),
  ];
}

export const tensorflowBatchNormKernel: KernelConfig = {
  kernelName: KERNEL,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, gamma, beta } = inputs as NamedTensorInfoMap;
    const native = backend as unknown as NativeBackend;
    const attributes = opAttributes(native.binding, attrs as unknown as Attributes);
    // The op takes running statistics too; in training they are empty.
    const none = tf.tensor1d([], 'float32');
    const outputs = native.executeMultipleOutputs('FusedBatchNormV3', attributes, [x!, gamma!, beta!, none, none], 6);
    none.dispose();
    return outputs;
  },
};

export const tensorflowBatchNormGradient: GradConfig = {
  kernelName: KERNEL,
  inputsToSave: ['x', 'gamma'],
  // Only what the gradient op wants from the forward one, its last three outputs.
  outputsToSave: [false, false, false, true, true, true],
  gradFunc: (dys, saved, attrs) => {
    const [x, gamma, ...reserved] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const backend = nativeBackend();
    const attributes = opAttributes(backend.binding, attrs as unknown as Attributes);
    // One op computes all three. It runs here and not in the closures: tfjs tidies up after each of those.
    const inputs = [(dys as Tensor[])[0]!, x, gamma, ...reserved];
    const outputs = backend.executeMultipleOutputs('FusedBatchNormGradV3', attributes, inputs, 5);
    const [dx, dgamma, dbeta, ...unused] = outputs as [Tensor, Tensor, Tensor, ...Tensor[]];
    tf.dispose(unused);
    return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
  },
};

/** `batchNormTrain` in TensorFlow's own ops: on GPUs. */
export function tensorflowBatchNorm(
  x: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
  { epsilon, shortcut, relu = shortcut !== undefined }: BatchNormOptions,
): BatchNormResult {
  const attributes: Attributes = { epsilon };
  const outputs = tf.engine().runKernel(KERNEL, { x, gamma, beta }, attributes) as unknown as Tensor[];
  const [normed, mean, variance, ...reserved] = outputs as [Tensor4D, Tensor1D, Tensor1D, ...Tensor[]];
  tf.dispose(reserved);
  if (shortcut === undefined && !relu) return { y: normed, mean, variance };
  const y = tf.tidy(() => tf.relu(shortcut === undefined ? normed : tf.add(normed, shortcut)) as Tensor4D);
  normed.dispose();
  return { y, mean, variance };
}

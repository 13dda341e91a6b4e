import type { GradConfig, KernelConfig, NamedTensorInfoMap, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { nativeBackend } from '../active-backend.js';
import type { Binding, NativeBackend, OpAttribute } from '../binding.js';
import { tf } from '../tf.js';
import { flag, float, floatType, text } from './attributes.js';

/** What {@link batchNormTrain} returns. */
export interface BatchNormResult {
  /** `[N, H, W, C]` */
  y: Tensor4D;
  /** Mean of the batch, `[C]`. */
  mean: Tensor1D;
  /** Unbiased variance of the batch, `[C]`: the sum of squares over `N·H·W − 1`. */
  variance: Tensor1D;
}

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

export const batchNormKernel: KernelConfig = {
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

export const batchNormGradient: GradConfig = {
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

/**
 * Batch normalisation with the statistics of this batch, fused into one op each way (Ioffe & Szegedy,
 * https://arxiv.org/abs/1502.03167). `y` is normalised with the biased variance; `variance` is the unbiased one, which is
 * what PyTorch's `running_var` accumulates. No gradient flows through `mean` and `variance`.
 * @param x `[N, H, W, C]` with more than one value a channel
 * @param gamma `[C]`
 * @param beta `[C]`
 * @throws BackendError on the wasm backend, which does not train.
 */
export function batchNormTrain(x: Tensor4D, gamma: Tensor1D, beta: Tensor1D, epsilon: number): BatchNormResult {
  nativeBackend();
  const attributes: Attributes = { epsilon };
  const outputs = tf.engine().runKernel(KERNEL, { x, gamma, beta }, attributes) as unknown as Tensor[];
  const [y, mean, variance, ...reserved] = outputs as [Tensor4D, Tensor1D, Tensor1D, ...Tensor[]];
  tf.dispose(reserved);
  return { y, mean, variance };
}

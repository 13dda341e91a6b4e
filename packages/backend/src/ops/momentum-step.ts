import type { KernelConfig, NamedTensorInfoMap, Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from '../binding.js';
import { tf } from '../tf.js';
import { flag } from './attributes.js';

/** One parameter, its gradient, and the buffer of its momentum, all of one shape. */
export interface MomentumInputs {
  value: Tensor;
  gradient: Tensor;
  /** Undefined at the first step. */
  buffer: Tensor | undefined;
}

/** Scalars. */
export interface MomentumNumbers {
  /** What the gradient is multiplied by. */
  scale: Tensor;
  lr: Tensor;
  weightDecay: Tensor;
  momentum: Tensor;
  /** What of the slope goes into the buffer: 1 − dampening. */
  share: Tensor;
}

type Attributes = { first: boolean; nesterov: boolean };

const KERNEL = 'MmaMomentumStep';

export const momentumStepKernel: KernelConfig = {
  kernelName: KERNEL,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { value, gradient, buffer, scale, lr, weightDecay, momentum, share } = inputs as NamedTensorInfoMap;
    const native = backend as unknown as NativeBackend;
    const { first, nesterov } = attrs as unknown as Attributes;
    const attributes = [flag(native.binding, 'first', first), flag(native.binding, 'nesterov', nesterov)];
    const given = [value!, gradient!, buffer!, scale!, lr!, weightDecay!, momentum!, share!];
    return native.executeMultipleOutputs('MmaMomentumStep', attributes, given, 2);
  },
};

/**
 * Stochastic gradient descent with momentum, PyTorch's definition, in one pass over the numbers; its results are kept apart (see
 * `keepApart`). Needs `hasOwnKernels()`.
 * @returns the new value and the new buffer
 */
export function momentumStep(
  { value, gradient, buffer }: MomentumInputs,
  numbers: MomentumNumbers,
  { nesterov }: { nesterov: boolean },
): [value: Tensor, buffer: Tensor] {
  const attributes: Attributes = { first: buffer === undefined, nesterov };
  const inputs = { value, gradient, buffer: buffer ?? value, ...numbers };
  return tf.engine().runKernel(KERNEL, inputs, attributes) as unknown as [Tensor, Tensor];
}

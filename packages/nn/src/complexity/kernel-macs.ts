import type { Tensor } from '@mma/backend';

/** One run of a TensorFlow.js kernel. */
export interface KernelRun {
  name: string;
  inputs: Readonly<Record<string, Tensor | undefined>>;
  attributes: Readonly<Record<string, unknown>>;
  output: Tensor;
}

type Count = (run: KernelRun) => number;

/** Each output value is a sum over the filter's window and input channels; filters lie […, in, out]. */
const convolution: Count = ({ inputs, output }) => {
  const { shape } = inputs['filter']!;
  return output.size * shape.slice(0, -1).reduce((product, size) => product * size, 1);
};

/** One filter a channel: […, in, multiplier]. */
const depthwise: Count = ({ inputs, output }) => {
  const { shape } = inputs['filter']!;
  return output.size * shape.slice(0, -2).reduce((product, size) => product * size, 1);
};

const matrices: Count = ({ inputs, attributes, output }) => {
  const { shape } = inputs['a']!;
  return output.size * shape.at(attributes['transposeA'] ? -2 : -1)!;
};

/** For each value: scale and shift, which is what is left of batch norm outside of training. */
export const NORM_MACS = 2;

const batchNorm: Count = ({ output }) => NORM_MACS * output.size;

const COUNTS: Readonly<Record<string, Count>> = {
  MmaConv2d: convolution,
  Conv2D: convolution,
  FusedConv2D: convolution,
  Conv3D: convolution,
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2D: depthwise,
  BatchMatMul: matrices,
  _FusedMatMul: matrices,
  FusedBatchNorm: batchNorm,
};

/**
 * Multiply-accumulate operations of a kernel, as fvcore and MMEngine define them: convolutions and matrix products, with 2 for
 * each value that batch norm scales and shifts; activations, additions, pooling and copies count nothing.
 */
export function kernelMacs(run: KernelRun): number {
  if (Object.hasOwn(COUNTS, run.name)) return COUNTS[run.name]!(run);
  // Grouped and 3-D convolutions of this project's own have names of their own, and the same inputs.
  return /^Mma.*Conv/.test(run.name) && run.inputs['filter'] !== undefined ? convolution(run) : 0;
}

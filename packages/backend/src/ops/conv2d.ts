import type { GradConfig, KernelConfig, NamedTensorInfoMap, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { isNative, nativeBackend } from '../active-backend.js';
import type { Binding, NativeBackend, OpAttribute } from '../binding.js';
import { tf } from '../tf.js';
import { ints } from './attributes.js';
import { keepsSize, type Pair, pair, tfjsPadding, windowAttributes } from './window.js';

export interface Conv2dOptions {
  /** Default 1. */
  stride?: Pair;
  /** Zeros on both sides of height and width, as PyTorch counts them. Default 0. */
  padding?: Pair;
  /** Default 1. */
  dilation?: Pair;
}

/** Plain arrays: kernel attributes travel through tfjs. */
type Attributes = { stride: number[]; padding: number[]; dilation: number[] };

const KERNEL = 'MmaConv2d';

function opAttributes(binding: Binding, attributes: Attributes, filterShape: readonly number[]): OpAttribute[] {
  const window = { ...attributes, kernel: filterShape.slice(0, 2) };
  return [...windowAttributes(binding, window), ints(binding, 'dilations', [1, ...attributes.dilation, 1])];
}

/** The filter with `dilation − 1` zeros between its taps: the same convolution without dilation. */
function spread(filter: Tensor4D, [dh, dw]: readonly number[]): Tensor4D {
  const [kh, kw, channels, outputs] = filter.shape;
  const apart = filter.reshape([kh, 1, kw, 1, channels, outputs]).pad([
    [0, 0],
    [0, dh! - 1],
    [0, 0],
    [0, dw! - 1],
    [0, 0],
    [0, 0],
  ]);
  const whole = apart.reshape([kh * dh!, kw * dw!, channels, outputs]) as Tensor4D;
  return whole.slice([0, 0, 0, 0], [(kh - 1) * dh! + 1, (kw - 1) * dw! + 1, channels, outputs]);
}

const isDilated = (attributes: Attributes) => attributes.dilation.some((rate) => rate > 1);
const NOT_DILATED = { dilation: [1, 1] };

function inputGradient(shape: Tensor4D['shape'], filter: Tensor4D, dy: Tensor4D, attributes: Attributes): Tensor {
  const backend = nativeBackend();
  return tf.tidy(() => {
    // TensorFlow's gradients know no dilation on the CPU.
    const taps = isDilated(attributes) ? spread(filter, attributes.dilation) : filter;
    const plain = { ...attributes, ...NOT_DILATED };
    const gradient = (size: readonly number[], given: Attributes): Tensor =>
      backend.executeSingleOutput('Conv2DBackpropInput', opAttributes(backend.binding, given, taps.shape), [
        tf.tensor1d([...size], 'int32'),
        taps,
        dy,
      ]);
    if (keepsSize({ ...plain, kernel: taps.shape.slice(0, 2) })) return gradient(shape, plain);
    // With explicit padding TensorFlow is slow: the gradient of the padded image, and then its inside.
    const [n, h, w, c] = shape;
    const [top, left] = attributes.padding as [number, number];
    const padded = gradient([n, h + 2 * top, w + 2 * left, c], { ...plain, padding: [0, 0] });
    return top > 0 || left > 0 ? tf.slice(padded, [0, top, left, 0], shape) : padded;
  });
}

function filterGradient(x: Tensor4D, shape: Tensor4D['shape'], dy: Tensor4D, attributes: Attributes): Tensor {
  const backend = nativeBackend();
  return tf.tidy(() => {
    const [kh, kw, channels, outputs] = shape;
    const [dh, dw] = attributes.dilation as [number, number];
    const whole = [(kh - 1) * dh + 1, (kw - 1) * dw + 1, channels, outputs];
    const sizes = tf.tensor1d(whole, 'int32');
    const plain = { ...attributes, ...NOT_DILATED };
    const [top, left] = attributes.padding as [number, number];
    // With explicit padding TensorFlow leaves its fast kernel, which costs a first layer and all of bfloat16 dearly.
    const pads = (top > 0 || left > 0) && !keepsSize({ ...plain, kernel: whole.slice(0, 2) });
    const image = pads
      ? tf.pad4d(x as Tensor4D, [
          [0, 0],
          [top, top],
          [left, left],
          [0, 0],
        ])
      : x;
    const given = opAttributes(backend.binding, pads ? { ...plain, padding: [0, 0] } : plain, whole);
    const gradient = backend.executeSingleOutput('Conv2DBackpropFilter', given, [image, sizes, dy]);
    return isDilated(attributes) ? gradient.stridedSlice([0, 0, 0, 0], whole, [dh, dw, 1, 1]) : gradient;
  });
}

export const conv2dKernel: KernelConfig = {
  kernelName: KERNEL,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, filter } = inputs as NamedTensorInfoMap;
    const native = backend as unknown as NativeBackend;
    const attributes = opAttributes(native.binding, attrs as unknown as Attributes, filter!.shape);
    return native.executeSingleOutput('Conv2D', attributes, [x!, filter!]);
  },
};

export const conv2dGradient: GradConfig = {
  kernelName: KERNEL,
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, saved, attrs) => {
    const [x, filter] = saved as [Tensor4D, Tensor4D];
    const attributes = attrs as unknown as Attributes;
    // tfjs calls only what is asked for: a first layer never computes the gradient of the images.
    return {
      x: () => inputGradient(x.shape, filter, dy as Tensor4D, attributes),
      filter: () => filterGradient(x, filter.shape, dy as Tensor4D, attributes),
    };
  },
};

/**
 * 2-D cross-correlation, as `torch.nn.functional.conv2d` without bias and groups.
 * @param x `[N, H, W, C]`
 * @param filter `[KH, KW, C, O]`
 * @returns `[N, H', W', O]` with `H' = ⌊(H + 2·padding − dilation·(KH − 1) − 1) / stride⌋ + 1`
 */
export function conv2d(x: Tensor4D, filter: Tensor4D, options: Conv2dOptions = {}): Tensor4D {
  const { stride = 1, padding = 0, dilation = 1 } = options;
  if (!isNative()) return tf.conv2d(x, filter, pair(stride), tfjsPadding(padding), 'NHWC', pair(dilation));
  const attributes: Attributes = { stride: pair(stride), padding: pair(padding), dilation: pair(dilation) };
  return tf.engine().runKernel(KERNEL, { x, filter }, attributes) as Tensor4D;
}

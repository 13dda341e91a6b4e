import { biasAdd, conv2d, type Pair, type Tensor1D, type Tensor4D, tf } from '@mma/backend';
import { torchBias, torchWeight } from '../init/torch-default.js';
import { CONV2D } from '../layout.js';
import { Module } from '../module.js';
import { type Initializer, Parameter } from '../parameter.js';
import { pair } from './pair.js';
import { settings } from './settings.js';

export interface Conv2dOptions {
  kernelSize: Pair;
  stride?: Pair;
  /** Zeros on each side. */
  padding?: Pair;
  dilation?: Pair;
  /** Default true. */
  bias?: boolean;
  /** Defaults: PyTorch's. */
  init?: { weight?: Initializer; bias?: Initializer };
}

interface Geometry {
  stride: [number, number];
  padding: [number, number];
  dilation: [number, number];
}

/** 2-D convolution over [B, H, W, C]; `weight` is PyTorch's [out, in, kh, kw]. */
export class Conv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly #geometry: Geometry;

  constructor(inChannels: number, outChannels: number, options: Conv2dOptions) {
    super();
    const shape = [outChannels, inChannels, ...pair(options.kernelSize)];
    this.weight = new Parameter(shape, { init: options.init?.weight ?? torchWeight(), layout: CONV2D });
    this.bias =
      (options.bias ?? true) ? new Parameter([outChannels], { init: options.init?.bias ?? torchBias(shape) }) : null;
    this.#geometry = {
      stride: pair(options.stride ?? 1),
      padding: pair(options.padding ?? 0),
      dilation: pair(options.dilation ?? 1),
    };
  }

  override extraRepr(): string {
    const [outChannels, inChannels, ...kernel] = this.weight.shape;
    const { stride, padding, dilation } = this.#geometry;
    return settings(`${inChannels}, ${outChannels}`, [
      ['kernel_size', kernel],
      ['stride', stride],
      ['padding', padding, 0],
      ['dilation', dilation, 1],
      ['bias', this.bias !== null, true],
    ]);
  }

  /** [B, H, W, in] → [B, H', W', out] */
  forward(x: Tensor4D): Tensor4D {
    return this.convolve(x, this.weight.value as Tensor4D, this.bias?.value as Tensor1D | undefined);
  }

  /** The same with another filter [kh, kw, in, out] and bias [out], such as ones with batch norm folded into them. */
  convolve(x: Tensor4D, filter: Tensor4D, bias?: Tensor1D): Tensor4D {
    const y = this.training ? trainable(x, filter, this.#geometry) : conv2d(x, filter, this.#geometry);
    return bias === undefined ? y : biasAdd(y, bias);
  }
}

/** TensorFlow has no gradient of dilated convolutions on the CPU; a filter with zeros in its gaps computes the same. */
function trainable(x: Tensor4D, filter: Tensor4D, { dilation, ...rest }: Geometry): Tensor4D {
  if (dilation[0] === 1 && dilation[1] === 1) return conv2d(x, filter, rest);
  return tf.tidy(() => conv2d(x, spread(filter, dilation), rest));
}

/** [kh, kw, in, out] → [(kh − 1)·dh + 1, (kw − 1)·dw + 1, in, out] */
function spread(filter: Tensor4D, [dh, dw]: readonly [number, number]): Tensor4D {
  const [kh, kw, inputs, outputs] = filter.shape;
  const gap: [number, number] = [0, 0];
  const cells = tf.pad(tf.reshape(filter, [kh, 1, kw, 1, inputs * outputs]), [gap, [0, dh - 1], gap, [0, dw - 1], gap]);
  const full = tf.reshape(cells, [kh * dh, kw * dw, inputs, outputs]);
  return tf.slice(full, [0, 0, 0, 0], [(kh - 1) * dh + 1, (kw - 1) * dw + 1, inputs, outputs]) as Tensor4D;
}

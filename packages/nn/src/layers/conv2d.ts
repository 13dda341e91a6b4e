import { conv2d, type Tensor4D, tf } from '@mma/backend';
import { torchBias, torchWeight } from '../init/torch-default.js';
import { CONV2D } from '../layout.js';
import { Module } from '../module.js';
import { type Initializer, Parameter } from '../parameter.js';
import { type Pair, pair } from './pair.js';

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

/** 2-D convolution over [B, H, W, C]; `weight` is PyTorch's [out, in, kh, kw]. */
export class Conv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly #geometry: { stride: [number, number]; padding: [number, number]; dilation: [number, number] };

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

  /** [B, H, W, in] → [B, H', W', out] */
  forward(x: Tensor4D): Tensor4D {
    const y = conv2d(x, this.weight.value as Tensor4D, this.#geometry);
    return this.bias === null ? y : tf.add(y, this.bias.value);
  }
}

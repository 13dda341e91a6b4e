import { type Pair, type Tensor1D, type Tensor4D, tf } from '@mma/backend';
import { constant } from '../init/constant.js';
import { kaimingNormal } from '../init/kaiming.js';
import { Module } from '../module.js';
import { BatchNorm2d, type BatchNorm2dOptions } from './batch-norm2d.js';
import { Conv2d } from './conv2d.js';
import { ReLU } from './relu.js';

export interface ConvModuleOptions {
  kernelSize: Pair;
  stride?: Pair;
  padding?: Pair;
  dilation?: Pair;
  /** 'auto' (the default): a bias where there is no norm. */
  bias?: boolean | 'auto';
  /** Options of the batch norm, or null for none. Default: a batch norm with its defaults. */
  norm?: BatchNorm2dOptions | null;
  /** Default 'relu'. */
  activation?: 'relu' | null;
}

/**
 * Convolution, batch norm, ReLU, with MMCV's names (`conv`, `bn`) and its initialisation: Kaiming normal over fan-out.
 */
export class ConvModule extends Module {
  readonly conv: Conv2d;
  readonly bn: BatchNorm2d | null;
  readonly activate: ReLU | null;

  constructor(inChannels: number, outChannels: number, options: ConvModuleOptions) {
    super();
    const { norm = {}, activation = 'relu', bias = 'auto', ...geometry } = options;
    this.conv = new Conv2d(inChannels, outChannels, {
      ...geometry,
      bias: bias === 'auto' ? norm === null : bias,
      init: { weight: kaimingNormal({ mode: 'fan_out' }), bias: constant(0) },
    });
    this.bn = norm === null ? null : new BatchNorm2d(outChannels, norm);
    this.activate = activation === 'relu' ? new ReLU() : null;
  }

  /** [B, H, W, in] → [B, H', W', out] */
  forward(x: Tensor4D): Tensor4D {
    const relu = this.activate !== null;
    if (this.bn?.training) return this.bn.forward(this.conv.forward(x), { relu });
    const y = this.bn === null ? this.conv.forward(x) : this.#folded(x, this.bn);
    return this.activate === null ? y : this.activate.forward(y);
  }

  /**
   * Batch norm in evaluation mode scales and shifts each channel: so does a convolution with another filter and bias, without
   * a further pass over the picture. A recorded model computes that filter once for all calls.
   */
  #folded(x: Tensor4D, bn: BatchNorm2d): Tensor4D {
    return tf.tidy(() => {
      const { scale, shift } = bn.affine();
      const { weight, bias } = this.conv;
      const shifted = bias === null ? shift : (tf.add(tf.mul(bias.value, scale), shift) as Tensor1D);
      return this.conv.convolve(x, tf.mul(weight.value, scale) as Tensor4D, shifted);
    });
  }
}

import { biasAdd, type Tensor1D, type Tensor2D, tf } from '@mma/backend';
import { torchBias, torchWeight } from '../init/torch-default.js';
import { Module } from '../module.js';
import { type Initializer, Parameter } from '../parameter.js';
import { settings } from './settings.js';

export interface LinearOptions {
  /** Default true. */
  bias?: boolean;
  /** Defaults: PyTorch's. */
  init?: { weight?: Initializer; bias?: Initializer };
}

/** x·Wᵀ + b over [B, in]; `weight` is PyTorch's [out, in]. */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super();
    const shape = [outFeatures, inFeatures];
    this.weight = new Parameter(shape, { init: options.init?.weight ?? torchWeight() });
    this.bias =
      (options.bias ?? true) ? new Parameter([outFeatures], { init: options.init?.bias ?? torchBias(shape) }) : null;
  }

  override extraRepr(): string {
    const [outFeatures, inFeatures] = this.weight.shape;
    return settings('', [
      ['in_features', inFeatures!],
      ['out_features', outFeatures!],
      ['bias', this.bias !== null],
    ]);
  }

  /** [B, in] → [B, out] */
  forward(x: Tensor2D): Tensor2D {
    const y: Tensor2D = tf.matMul(x, this.weight.value as Tensor2D, false, true);
    return this.bias === null ? y : biasAdd(y, this.bias.value as Tensor1D);
  }
}

import { batchNormTrain, type Tensor1D, type Tensor4D, tf } from '@mma/backend';
import { NnError } from '../errors.js';
import { constant, zeroCount } from '../init/constant.js';
import { Module } from '../module.js';
import { ModuleBuffer, Parameter } from '../parameter.js';
import { settings } from './settings.js';

/** What follows the norm, in training mode in the same pass over the numbers. */
export interface BatchNormThen {
  /** What is added, of x's shape; ReLU follows. */
  shortcut?: Tensor4D;
  /** Whether ReLU follows. Default: with a shortcut. */
  relu?: boolean;
}

export interface BatchNorm2dOptions {
  /** Default 1e-5. */
  eps?: number;
  /** Weight of the newest batch in the running statistics. Default 0.1. */
  momentum?: number;
  /** false: scale and shift are frozen. Default true. */
  requiresGrad?: boolean;
}

/**
 * Batch normalisation over [B, H, W, C] (Ioffe and Szegedy, 2015). In training mode it normalises by the batch's biased
 * variance and moves the running statistics, the variance unbiased, towards the batch's, as PyTorch does.
 */
export class BatchNorm2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly runningMean: ModuleBuffer;
  readonly runningVar: ModuleBuffer;
  readonly numBatchesTracked: ModuleBuffer;
  readonly #eps: number;
  readonly #momentum: number;

  constructor(numFeatures: number, options: BatchNorm2dOptions = {}) {
    super();
    const requiresGrad = options.requiresGrad ?? true;
    this.weight = new Parameter([numFeatures], { init: constant(1), requiresGrad });
    this.bias = new Parameter([numFeatures], { init: constant(0), requiresGrad });
    this.runningMean = new ModuleBuffer([numFeatures], { init: constant(0) });
    this.runningVar = new ModuleBuffer([numFeatures], { init: constant(1) });
    this.numBatchesTracked = new ModuleBuffer([], { init: zeroCount(), dtype: 'int64' });
    this.#eps = options.eps ?? 1e-5;
    this.#momentum = options.momentum ?? 0.1;
  }

  /**
   * [B, H, W, C] → the same shape
   * @throws NnError `MMA_NN_BATCH_OF_ONE` in training mode when a channel has a single value
   */
  forward(x: Tensor4D, then: BatchNormThen = {}): Tensor4D {
    const gamma = this.weight.value as Tensor1D;
    const beta = this.bias.value as Tensor1D;
    if (!this.training) {
      const mean = this.runningMean.value as Tensor1D;
      return tf.tidy(() => {
        const y = tf.batchNorm4d(x, mean, this.runningVar.value as Tensor1D, beta, gamma, this.#eps);
        if (then.shortcut !== undefined) return tf.relu(tf.add(y, then.shortcut) as Tensor4D);
        return then.relu ? tf.relu(y) : y;
      });
    }
    if (x.size === x.shape[3]) {
      throw new NnError(
        'MMA_NN_BATCH_OF_ONE',
        `batch norm in training mode got [${x.shape.join(', ')}]: one value a channel has no variance`,
        'use a larger batch or picture, or keep batch norm in evaluation mode (norm_eval)',
      );
    }
    const { y, mean, variance } = batchNormTrain(x, gamma, beta, { epsilon: this.#eps, ...then });
    tf.tidy(() => {
      this.#track(this.runningMean, mean);
      this.#track(this.runningVar, variance);
      this.numBatchesTracked.assign(tf.add(this.numBatchesTracked.value, tf.scalar(1, 'int32')));
    });
    return y;
  }

  /** What evaluation mode does to a channel, scale · x + shift, as [C] each: to be folded into the layer before. Call inside `tf.tidy`. */
  affine(): { scale: Tensor1D; shift: Tensor1D } {
    const scale = tf.mul(this.weight.value, tf.rsqrt(tf.add(this.runningVar.value, this.#eps))) as Tensor1D;
    return { scale, shift: tf.sub(this.bias.value, tf.mul(this.runningMean.value, scale)) as Tensor1D };
  }

  override extraRepr(): string {
    return settings(`${this.weight.shape[0]}`, [
      ['eps', this.#eps],
      ['momentum', this.#momentum],
    ]);
  }

  #track(running: ModuleBuffer, batch: Tensor1D): void {
    running.assign(tf.add(running.value, tf.mul(tf.sub(batch, running.value), this.#momentum)));
  }
}

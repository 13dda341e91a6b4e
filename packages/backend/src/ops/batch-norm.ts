import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { nativeBackend } from '../active-backend.js';
import { hasOwnKernels } from '../own-kernels.js';
import { ownBatchNorm } from './batch-norm-own.js';
import { tensorflowBatchNorm } from './batch-norm-tensorflow.js';

export interface BatchNormOptions {
  /** Added to the variance. */
  epsilon: number;
  /** What is added to the normalised numbers, of x's shape; ReLU follows. */
  shortcut?: Tensor4D;
  /** Whether ReLU follows. Default: with a shortcut. */
  relu?: boolean;
}

/** What {@link batchNormTrain} returns. */
export interface BatchNormResult {
  /** `[N, H, W, C]` */
  y: Tensor4D;
  /** Mean of the batch, `[C]`. */
  mean: Tensor1D;
  /** Unbiased variance of the batch, `[C]`: the sum of squares over `N·H·W − 1`. */
  variance: Tensor1D;
}

/**
 * Batch normalisation with the statistics of this batch (Ioffe & Szegedy, https://arxiv.org/abs/1502.03167), and what follows
 * it in a residual block, fused into one op each way. `y` is normalised with the biased variance; `variance` is the unbiased
 * one, which is what PyTorch's `running_var` accumulates. No gradient flows through `mean` and `variance`.
 * @param x `[N, H, W, C]` with more than one value a channel
 * @param gamma `[C]`
 * @param beta `[C]`
 * @throws BackendError on the wasm backend, which does not train.
 */
export function batchNormTrain(
  x: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
  options: BatchNormOptions,
): BatchNormResult {
  nativeBackend();
  return (hasOwnKernels() ? ownBatchNorm : tensorflowBatchNorm)(x, gamma, beta, options);
}

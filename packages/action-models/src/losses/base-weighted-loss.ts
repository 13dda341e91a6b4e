import { type Scalar, type Tensor, type Tensor2D, tf } from '@mma/backend';
import { Module } from '@mma/nn';

/** A loss of class scores, scaled by a weight. */
export abstract class BaseWeightedLoss extends Module {
  readonly #weight: number;

  constructor(lossWeight: number) {
    super();
    this.#weight = lossWeight;
  }

  /**
   * @param scores [B, classes], before any softmax or sigmoid
   * @param labels int32 [B] of classes, or float [B, classes]
   */
  forward(scores: Tensor2D, labels: Tensor): Scalar {
    const loss = this.compute(scores, labels);
    return this.#weight === 1 ? loss : tf.mul(loss, this.#weight);
  }

  /** The loss before its weight. */
  protected abstract compute(scores: Tensor2D, labels: Tensor): Scalar;
}

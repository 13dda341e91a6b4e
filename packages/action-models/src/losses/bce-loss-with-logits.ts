import { type Scalar, type Tensor, type Tensor2D, tf } from '@mma/backend';
import { z } from 'zod';
import { LOSSES } from '../registries.js';
import { BaseWeightedLoss } from './base-weighted-loss.js';
import { asDistribution } from './targets.js';

/** Sigmoid cross entropy of each class on its own, averaged over samples and classes: for several labels a video. */
@LOSSES.register()
export class BCELossWithLogits extends BaseWeightedLoss {
  static readonly options = z
    .strictObject({
      lossWeight: z.number().default(1).describe('what the loss is multiplied by'),
      classWeight: z.array(z.number().min(0)).nullish().describe('one weight a class'),
    })
    .describe('binary cross-entropy of scores, for videos with several labels');

  readonly #classWeight: readonly number[] | null;

  constructor(options: z.input<typeof BCELossWithLogits.options> = {}) {
    const { lossWeight, classWeight } = BCELossWithLogits.options.parse(options);
    super(lossWeight);
    this.#classWeight = classWeight ?? null;
  }

  protected override compute(scores: Tensor2D, labels: Tensor): Scalar {
    const target = asDistribution(labels, scores.shape[1]);
    // −z·log σ(x) − (1−z)·log(1−σ(x)) without overflow.
    const losses = tf.add(tf.mul(tf.sub(1, target), scores), tf.softplus(tf.neg(scores))); // [B, C]
    return tf.mean(this.#classWeight === null ? losses : tf.mul(losses, tf.tensor1d([...this.#classWeight])));
  }
}

import { type Scalar, type Tensor, type Tensor2D, tf } from '@mma/backend';
import { z } from 'zod';
import { LOSSES } from '../registries.js';
import { BaseWeightedLoss } from './base-weighted-loss.js';
import { asDistribution } from './targets.js';

/**
 * Softmax cross entropy, with hard labels (classes) or soft ones (a distribution over classes). With class weights it is the
 * weighted mean, as PyTorch's.
 */
@LOSSES.register()
export class CrossEntropyLoss extends BaseWeightedLoss {
  static readonly options = z
    .strictObject({
      lossWeight: z.number().default(1).describe('what the loss is multiplied by'),
      classWeight: z.array(z.number().min(0)).nullish().describe('one weight a class'),
    })
    .describe('cross-entropy of scores, against class numbers or shares of classes');

  readonly #classWeight: readonly number[] | null;

  constructor(options: z.input<typeof CrossEntropyLoss.options> = {}) {
    const { lossWeight, classWeight } = CrossEntropyLoss.options.parse(options);
    super(lossWeight);
    this.#classWeight = classWeight ?? null;
  }

  protected override compute(scores: Tensor2D, labels: Tensor): Scalar {
    const target = asDistribution(labels, scores.shape[1]); // [B, C]
    const logProbabilities = tf.logSoftmax(scores);
    if (this.#classWeight === null) return tf.neg(tf.mean(tf.sum(tf.mul(target, logProbabilities), 1)));
    const weighted = tf.mul(target, tf.tensor1d([...this.#classWeight]));
    return tf.neg(tf.div(tf.sum(tf.mul(weighted, logProbabilities)), tf.sum(weighted)));
  }
}

import { sumOfSquares, type Tensor, tf } from '@mma/backend';
import type { Parameter } from '@mma/nn';
import { z } from 'zod';
import { OPTIMIZERS } from '../registry/roots.js';
import { meanSquare, unlessZero } from './maths.js';
import { type Counters, Optimizer, type UpdateInput, type UpdateOutput } from './optimizer.js';
import type { ParamGroup } from './param-group.js';
import * as torch from './torch-options.js';

const options = z
  .strictObject({
    lr: torch.lr(1e-3),
    biasCorrection: z.boolean().default(true).describe('correct the running averages for having begun at 0'),
    betas: torch.betas(0.9, 0.999),
    eps: torch.eps(1e-6),
    weightDecay: torch.weightDecay(0.01, 'this much of the weights is added to the step, before it is scaled'),
    gradAveraging: z.boolean().default(true).describe('a new gradient counts 1 - beta1 in its running average, else 1'),
    maxGradNorm: z
      .number()
      .positive()
      .nullable()
      .default(1)
      .describe('gradients are scaled so that their norm over all groups is at most this; null leaves them alone'),
    trustClip: z.boolean().default(false).describe('a layer moves at most at the learning rate, never faster'),
    alwaysAdapt: z.boolean().default(false).describe('scale the steps of layers without weight decay, too'),
    maximize: torch.maximize,
  })
  .describe('Adam whose step in each layer is scaled to the size of its weights');

type Group = ParamGroup & z.output<typeof options>;

interface LambNumbers extends Record<string, number | null> {
  lr: number;
  beta1: number;
  beta2: number;
  share1: number;
  share2: number;
  /** 1 − β₁ᵗ and √(1 − β₂ᵗ) */
  correction1: number;
  correction2: number;
  eps: number;
  weightDecay: number | null;
}

/**
 * LAMB (You et al., "Large Batch Optimization for Deep Learning", 2020): Adam whose step in each layer is scaled to the size of
 * its weights. Names and numbers are those of `timm` and of MMPretrain's `Lamb`.
 */
@OPTIMIZERS.register({ aliases: ['Lamb'] })
export class LAMB extends Optimizer<Group, LambNumbers> {
  static readonly options = options;
  readonly defaults: z.output<typeof options>;
  readonly slotNames = ['exp_avg', 'exp_avg_sq'];
  override readonly counterNames = ['step'];

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.defaults = options.parse(given);
  }

  protected override numbers(group: Readonly<Group>, { step = 0 }: Counters): LambNumbers {
    const [beta1, beta2] = group.betas;
    return {
      lr: group.lr,
      beta1,
      beta2,
      share1: group.gradAveraging ? 1 - beta1 : 1,
      share2: 1 - beta2,
      correction1: group.biasCorrection ? 1 - beta1 ** step : 1,
      correction2: group.biasCorrection ? Math.sqrt(1 - beta2 ** step) : 1,
      eps: group.eps,
      weightDecay: unlessZero(group.weightDecay),
    };
  }

  protected override scaleOf(gradients: ReadonlyMap<Parameter, Tensor>, scale: Tensor = tf.scalar(1)): Tensor {
    const { maxGradNorm } = this.defaults;
    if (maxGradNorm === null || gradients.size === 0) return scale;
    const norm = tf.mul(tf.sqrt(tf.addN([...gradients.values()].map(sumOfSquares))), scale);
    return tf.div(scale, tf.maximum(tf.div(norm, maxGradNorm), 1));
  }

  protected override update({ value, gradient, slots, hyper, group }: UpdateInput<Group, LambNumbers>): UpdateOutput {
    const added = tf.mul(gradient, hyper.share1);
    const former = slots?.['exp_avg'];
    const average = former === undefined ? added : tf.add(tf.mul(former, hyper.beta1), added);
    const square = meanSquare(slots?.['exp_avg_sq'], gradient, { keep: hyper.beta2, share: hyper.share2 });
    const spread = tf.add(tf.div(tf.sqrt(square), hyper.correction2), hyper.eps);
    let step = tf.div(tf.div(average, hyper.correction1), spread);
    if (hyper.weightDecay !== null) step = tf.add(step, tf.mul(value, hyper.weightDecay));
    const adapts = hyper.weightDecay !== null || group.alwaysAdapt;
    const scaled = adapts ? tf.mul(step, trustRatio(value, step, group.trustClip)) : step;
    return {
      value: tf.sub(value, tf.mul(scaled, hyper.lr)),
      slots: { exp_avg: average, exp_avg_sq: square },
    };
  }
}

/** The norm of the weights over that of the step; 1 where either is 0. */
function trustRatio(value: Tensor, step: Tensor, clip: boolean): Tensor {
  const weights = tf.sqrt(tf.sum(tf.square(value)));
  const length = tf.sqrt(tf.sum(tf.square(step)));
  const both = tf.logicalAnd(tf.greater(weights, 0), tf.greater(length, 0));
  const ratio = tf.where(both, tf.div(weights, length), tf.onesLike(weights));
  return clip ? tf.minimum(ratio, 1) : ratio;
}

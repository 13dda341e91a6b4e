import { type Tensor, tf } from '@mma/backend';
import { z } from 'zod';
import { OPTIMIZERS } from '../registry/roots.js';
import { lerp, meanSquare, shrunk, unlessZero, withDecay } from './maths.js';
import { type Counters, Optimizer, type UpdateInput, type UpdateOutput } from './optimizer.js';
import type { ParamGroup } from './param-group.js';
import * as torch from './torch-options.js';

const options = z
  .strictObject({
    lr: torch.lr(1e-3),
    betas: torch.betas(0.9, 0.999),
    eps: torch.eps(1e-8),
    weightDecay: torch.weightDecay(0),
    maximize: torch.maximize,
    foreach: torch.foreach,
    capturable: torch.capturable,
    decoupledWeightDecay: z.boolean().default(false).describe('shrink the weights themselves, as AdamW does'),
    differentiable: torch.differentiable,
  })
  .describe('Adam that waits until its variance can be told');

type Group = ParamGroup & z.output<typeof options>;

interface RadamNumbers extends Record<string, number | null> {
  stepSize: number;
  /** The rectified factor on 1 / √v; null while the variance cannot be told yet. */
  rectified: number | null;
  beta2: number;
  share1: number;
  share2: number;
  eps: number;
  weightDecay: number | null;
  shrink: number | null;
}

/** Adam that waits for its variance (Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2020), as in PyTorch. */
@OPTIMIZERS.register()
export class RAdam extends Optimizer<Group, RadamNumbers> {
  static readonly options = options;
  readonly defaults: z.output<typeof options>;
  readonly slotNames = ['exp_avg', 'exp_avg_sq'];
  override readonly counterNames = ['step'];

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.defaults = options.parse(given);
  }

  protected override numbers(group: Readonly<Group>, { step = 0 }: Counters): RadamNumbers {
    const { lr, weightDecay, decoupledWeightDecay, eps } = group;
    const [beta1, beta2] = group.betas;
    return {
      stepSize: lr / (1 - beta1 ** step),
      rectified: rectification(beta2, step),
      beta2,
      share1: 1 - beta1,
      share2: 1 - beta2,
      eps,
      weightDecay: decoupledWeightDecay ? null : unlessZero(weightDecay),
      shrink: decoupledWeightDecay && weightDecay !== 0 ? 1 - lr * weightDecay : null,
    };
  }

  protected override update({ value, gradient, slots, hyper }: UpdateInput<Group, RadamNumbers>): UpdateOutput {
    const slope = withDecay(gradient, value, hyper.weightDecay);
    const average = lerp(slots?.['exp_avg'], slope, hyper.share1);
    const square = meanSquare(slots?.['exp_avg_sq'], slope, { keep: hyper.beta2, share: hyper.share2 });
    let step: Tensor = tf.mul(average, hyper.stepSize);
    if (hyper.rectified !== null) step = tf.mul(step, tf.div(hyper.rectified, tf.add(tf.sqrt(square), hyper.eps)));
    return {
      value: tf.sub(shrunk(value, hyper.shrink), step),
      slots: { exp_avg: average, exp_avg_sq: square },
    };
  }
}

/** √(1 − β₂ᵗ) times the paper's rᵗ, once the averaged length ρᵗ is above 5. */
function rectification(beta2: number, step: number): number | null {
  const correction = 1 - beta2 ** step;
  const most = 2 / (1 - beta2) - 1;
  const length = most - (2 * step * beta2 ** step) / correction;
  if (length <= 5) return null;
  const ratio = ((length - 4) * (length - 2) * most) / ((most - 4) * (most - 2) * length);
  return Math.sqrt(correction) * Math.sqrt(ratio);
}

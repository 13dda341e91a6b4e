import { tf } from '@mma/backend';
import { z } from 'zod';
import { OPTIMIZERS } from '../registry/roots.js';
import { lerp, meanSquare, shrunk, stepBy, unlessZero, withDecay } from './maths.js';
import { type Counters, Optimizer, type UpdateInput, type UpdateOutput } from './optimizer.js';
import type { ParamGroup } from './param-group.js';
import * as torch from './torch-options.js';

const options = z
  .strictObject({
    lr: torch.lr(1e-3),
    betas: torch.betas(0.9, 0.999),
    eps: torch.eps(1e-8),
    weightDecay: torch.weightDecay(0),
    amsgrad: z.boolean().default(false).describe('divide by the largest running average so far (Reddi et al., 2018)'),
    maximize: torch.maximize,
    foreach: torch.foreach,
    capturable: torch.capturable,
    differentiable: torch.differentiable,
    fused: torch.fused,
    decoupledWeightDecay: z.boolean().default(false).describe('shrink the weights themselves, as AdamW does'),
  })
  .describe('steps of a size of its own for each weight, from running averages of its gradient and of the square');

const decoupled = options
  .extend({
    weightDecay: torch.weightDecay(0.01, 'the weights shrink by this share of the learning rate'),
    decoupledWeightDecay: z.boolean().default(true).describe('shrink the weights themselves; false is Adam'),
  })
  .describe('Adam with decoupled weight decay');

type Group = ParamGroup & z.output<typeof options>;

interface AdamNumbers extends Record<string, number | null> {
  stepSize: number;
  /** √(1 − β₂ᵗ) */
  correction: number;
  beta2: number;
  share1: number;
  share2: number;
  eps: number;
  weightDecay: number | null;
  shrink: number | null;
}

/** Adam (Kingma & Ba, "Adam: A Method for Stochastic Optimization", 2015), with PyTorch's numbers. */
@OPTIMIZERS.register()
export class Adam extends Optimizer<Group, AdamNumbers> {
  static readonly options: typeof options = options;
  readonly defaults: z.output<typeof options>;
  readonly slotNames = ['exp_avg', 'exp_avg_sq', 'max_exp_avg_sq'];
  override readonly counterNames = ['step'];

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.defaults = options.parse(given);
  }

  protected override numbers(group: Readonly<Group>, { step = 0 }: Counters): AdamNumbers {
    const { lr, weightDecay, decoupledWeightDecay, eps } = group;
    const [beta1, beta2] = group.betas;
    return {
      stepSize: lr / (1 - beta1 ** step),
      correction: Math.sqrt(1 - beta2 ** step),
      beta2,
      share1: 1 - beta1,
      share2: 1 - beta2,
      eps,
      weightDecay: decoupledWeightDecay ? null : unlessZero(weightDecay),
      shrink: decoupledWeightDecay && weightDecay !== 0 ? 1 - lr * weightDecay : null,
    };
  }

  protected override update({ value, gradient, slots, hyper, group }: UpdateInput<Group, AdamNumbers>): UpdateOutput {
    const slope = withDecay(gradient, value, hyper.weightDecay);
    const average = lerp(slots?.['exp_avg'], slope, hyper.share1);
    const square = meanSquare(slots?.['exp_avg_sq'], slope, { keep: hyper.beta2, share: hyper.share2 });
    const memory = { exp_avg: average, exp_avg_sq: square };
    const largest = slots?.['max_exp_avg_sq'];
    const top = group.amsgrad ? (largest === undefined ? tf.clone(square) : tf.maximum(largest, square)) : undefined;
    const spread = tf.add(tf.div(tf.sqrt(top ?? square), hyper.correction), hyper.eps);
    return {
      value: stepBy(shrunk(value, hyper.shrink), hyper.stepSize, [average, spread]),
      slots: top === undefined ? memory : { ...memory, max_exp_avg_sq: top },
    };
  }
}

/** Adam with decoupled weight decay (Loshchilov & Hutter, "Decoupled Weight Decay Regularization", 2019). */
@OPTIMIZERS.register()
export class AdamW extends Adam {
  static override readonly options: typeof decoupled = decoupled;

  constructor(given: z.input<typeof decoupled> = {}) {
    super(decoupled.parse(given));
  }
}

import { tf } from '@mma/backend';
import { z } from 'zod';
import { OPTIMIZERS } from '../registry/roots.js';
import { lerp, meanSquare, shrunk, stepBy, unlessZero, withDecay } from './maths.js';
import { type Counters, Optimizer, type UpdateInput, type UpdateOutput } from './optimizer.js';
import type { ParamGroup } from './param-group.js';
import * as torch from './torch-options.js';

const options = z
  .strictObject({
    lr: torch.lr(2e-3),
    betas: torch.betas(0.9, 0.999),
    eps: torch.eps(1e-8),
    weightDecay: torch.weightDecay(0),
    momentumDecay: z.number().min(0).default(4e-3).describe('how fast the momentum comes up to its value'),
    decoupledWeightDecay: z.boolean().default(false).describe('shrink the weights themselves, as AdamW does'),
    maximize: torch.maximize,
    foreach: torch.foreach,
    capturable: torch.capturable,
    differentiable: torch.differentiable,
  })
  .describe('Adam with Nesterov momentum');

type Group = ParamGroup & z.output<typeof options>;

interface NadamNumbers extends Record<string, number | null> {
  gradientSize: number;
  averageSize: number;
  /** 1 − β₂ᵗ */
  correction: number;
  beta2: number;
  share1: number;
  share2: number;
  eps: number;
  weightDecay: number | null;
  shrink: number | null;
}

/** Adam with Nesterov momentum (Dozat, "Incorporating Nesterov Momentum into Adam", 2016), with PyTorch's numbers. */
@OPTIMIZERS.register()
export class NAdam extends Optimizer<Group, NadamNumbers> {
  static readonly options = options;
  readonly defaults: z.output<typeof options>;
  readonly slotNames = ['exp_avg', 'exp_avg_sq'];
  override readonly counterNames = ['step', 'mu_product'];

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.defaults = options.parse(given);
  }

  protected override advance({ step = 0, mu_product = 1 }: Counters, group: Readonly<Group>): Counters {
    // PyTorch holds the product as a float32.
    return { step: step + 1, mu_product: Math.fround(mu_product * Math.fround(momentumAt(step + 1, group))) };
  }

  protected override numbers(group: Readonly<Group>, { step = 0, mu_product = 1 }: Counters): NadamNumbers {
    const { lr, weightDecay, decoupledWeightDecay, eps } = group;
    const [beta1, beta2] = group.betas;
    const next = momentumAt(step + 1, group);
    return {
      gradientSize: (lr * (1 - momentumAt(step, group))) / (1 - mu_product),
      averageSize: (lr * next) / (1 - mu_product * next),
      correction: 1 - beta2 ** step,
      beta2,
      share1: 1 - beta1,
      share2: 1 - beta2,
      eps,
      weightDecay: decoupledWeightDecay ? null : unlessZero(weightDecay),
      shrink: decoupledWeightDecay && weightDecay !== 0 ? 1 - lr * weightDecay : null,
    };
  }

  protected override update({ value, gradient, slots, hyper }: UpdateInput<Group, NadamNumbers>): UpdateOutput {
    const slope = withDecay(gradient, value, hyper.weightDecay);
    const average = lerp(slots?.['exp_avg'], slope, hyper.share1);
    const square = meanSquare(slots?.['exp_avg_sq'], slope, { keep: hyper.beta2, share: hyper.share2 });
    const spread = tf.add(tf.sqrt(tf.div(square, hyper.correction)), hyper.eps);
    const ahead = stepBy(shrunk(value, hyper.shrink), hyper.gradientSize, [slope, spread]);
    return {
      value: stepBy(ahead, hyper.averageSize, [average, spread]),
      slots: { exp_avg: average, exp_avg_sq: square },
    };
  }
}

/** The momentum of the update `step`, counted from 1. */
function momentumAt(step: number, { betas, momentumDecay }: Readonly<Group>): number {
  return betas[0] * (1 - 0.5 * 0.96 ** (step * momentumDecay));
}

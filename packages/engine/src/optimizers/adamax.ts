import { tf } from '@mma/backend';
import { z } from 'zod';
import { OPTIMIZERS } from '../registry/roots.js';
import { lerp, stepBy, unlessZero, withDecay } from './maths.js';
import { type Counters, Optimizer, type UpdateInput, type UpdateOutput } from './optimizer.js';
import type { ParamGroup } from './param-group.js';
import * as torch from './torch-options.js';

const options = z
  .strictObject({
    lr: torch.lr(2e-3),
    betas: torch.betas(0.9, 0.999),
    eps: torch.eps(1e-8),
    weightDecay: torch.weightDecay(0),
    foreach: torch.foreach,
    maximize: torch.maximize,
    differentiable: torch.differentiable,
    capturable: torch.capturable,
  })
  .describe('Adam with the largest gradient in place of the mean square');

type Group = ParamGroup & z.output<typeof options>;

interface AdamaxNumbers extends Record<string, number | null> {
  stepSize: number;
  beta2: number;
  share1: number;
  eps: number;
  weightDecay: number | null;
}

/** Adam with the largest gradient in place of the mean square (Kingma & Ba, 2015, section 7.1), with PyTorch's numbers. */
@OPTIMIZERS.register()
export class Adamax extends Optimizer<Group, AdamaxNumbers> {
  static readonly options = options;
  readonly defaults: z.output<typeof options>;
  readonly slotNames = ['exp_avg', 'exp_inf'];
  override readonly counterNames = ['step'];

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.defaults = options.parse(given);
  }

  protected override numbers({ lr, betas, eps, weightDecay }: Readonly<Group>, { step = 0 }: Counters): AdamaxNumbers {
    const [beta1, beta2] = betas;
    return {
      stepSize: lr / (1 - beta1 ** step),
      beta2,
      share1: 1 - beta1,
      eps,
      weightDecay: unlessZero(weightDecay),
    };
  }

  protected override update({ value, gradient, slots, hyper }: UpdateInput<Group, AdamaxNumbers>): UpdateOutput {
    const slope = withDecay(gradient, value, hyper.weightDecay);
    const average = lerp(slots?.['exp_avg'], slope, hyper.share1);
    const size = tf.add(tf.abs(slope), hyper.eps);
    const former = slots?.['exp_inf'];
    const largest = former === undefined ? size : tf.maximum(tf.mul(former, hyper.beta2), size);
    return {
      value: stepBy(value, hyper.stepSize, [average, largest]),
      slots: { exp_avg: average, exp_inf: largest },
    };
  }
}

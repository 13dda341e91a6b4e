import { tf } from '@mma/backend';
import { z } from 'zod';
import { OPTIMIZERS } from '../registry/roots.js';
import { lerp, meanSquare, stepBy, unlessZero, withDecay } from './maths.js';
import { Optimizer, type UpdateInput, type UpdateOutput } from './optimizer.js';
import type { ParamGroup } from './param-group.js';
import * as torch from './torch-options.js';

const options = z
  .strictObject({
    lr: torch.lr(1e-2),
    momentum: z.number().min(0).default(0).describe('share of the former step that is kept'),
    alpha: z.number().min(0).max(1).default(0.99).describe('share of the past in the mean square'),
    eps: torch.eps(1e-8),
    centered: z.boolean().default(false).describe('divide by the deviation instead of the root of the mean square'),
    weightDecay: torch.weightDecay(0),
    capturable: torch.capturable,
    foreach: torch.foreach,
    maximize: torch.maximize,
    differentiable: torch.differentiable,
  })
  .describe('divides by the root of the mean square of gradients');

type Group = ParamGroup & z.output<typeof options>;

interface RmspropNumbers extends Record<string, number | null> {
  lr: number;
  alpha: number;
  share: number;
  eps: number;
  momentum: number | null;
  weightDecay: number | null;
}

/** RMSprop (Hinton, "Neural Networks for Machine Learning", lecture 6e), with PyTorch's numbers. */
@OPTIMIZERS.register()
export class RMSprop extends Optimizer<Group, RmspropNumbers> {
  static readonly options = options;
  readonly defaults: z.output<typeof options>;
  readonly slotNames = ['square_avg', 'momentum_buffer', 'grad_avg'];
  override readonly counterNames = ['step'];

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.defaults = options.parse(given);
  }

  protected override numbers({ lr, alpha, eps, momentum, weightDecay }: Readonly<Group>): RmspropNumbers {
    return {
      lr,
      alpha,
      share: 1 - alpha,
      eps,
      momentum: unlessZero(momentum),
      weightDecay: unlessZero(weightDecay),
    };
  }

  protected override update(input: UpdateInput<Group, RmspropNumbers>): UpdateOutput {
    const { value, gradient, slots, hyper, group } = input;
    const slope = withDecay(gradient, value, hyper.weightDecay);
    const square = meanSquare(slots?.['square_avg'], slope, { keep: hyper.alpha, share: hyper.share });
    const average = group.centered ? lerp(slots?.['grad_avg'], slope, hyper.share) : undefined;
    const variance = average === undefined ? square : tf.sub(square, tf.square(average));
    const spread = tf.add(tf.sqrt(variance), hyper.eps);
    const memory = { square_avg: square, ...(average === undefined ? {} : { grad_avg: average }) };
    if (hyper.momentum === null) return { value: stepBy(value, hyper.lr, [slope, spread]), slots: memory };
    const scaled = tf.div(slope, spread);
    const former = slots?.['momentum_buffer'];
    const buffer = former === undefined ? scaled : tf.add(tf.mul(former, hyper.momentum), scaled);
    return { value: tf.sub(value, tf.mul(buffer, hyper.lr)), slots: { ...memory, momentum_buffer: buffer } };
  }
}

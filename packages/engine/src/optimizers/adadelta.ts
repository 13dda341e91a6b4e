import { tf } from '@mma/backend';
import { z } from 'zod';
import { OPTIMIZERS } from '../registry/roots.js';
import { meanSquare, unlessZero, withDecay } from './maths.js';
import { Optimizer, type UpdateInput, type UpdateOutput } from './optimizer.js';
import type { ParamGroup } from './param-group.js';
import * as torch from './torch-options.js';

const options = z
  .strictObject({
    lr: torch.lr(1),
    rho: z.number().min(0).max(1).default(0.9).describe('share of the past in the running averages of squares'),
    eps: torch.eps(1e-6),
    weightDecay: torch.weightDecay(0),
    maximize: torch.maximize,
    capturable: torch.capturable,
    foreach: torch.foreach,
    differentiable: torch.differentiable,
  })
  .describe('sizes steps by the ratio of past steps to past gradients');

type Group = ParamGroup & z.output<typeof options>;

interface AdadeltaNumbers extends Record<string, number | null> {
  lr: number;
  rho: number;
  share: number;
  eps: number;
  weightDecay: number | null;
}

/** Adadelta (Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012), with PyTorch's numbers. */
@OPTIMIZERS.register()
export class Adadelta extends Optimizer<Group, AdadeltaNumbers> {
  static readonly options = options;
  readonly defaults: z.output<typeof options>;
  readonly slotNames = ['square_avg', 'acc_delta'];
  override readonly counterNames = ['step'];

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.defaults = options.parse(given);
  }

  protected override numbers({ lr, rho, eps, weightDecay }: Readonly<Group>): AdadeltaNumbers {
    return { lr, rho, share: 1 - rho, eps, weightDecay: unlessZero(weightDecay) };
  }

  protected override update({ value, gradient, slots, hyper }: UpdateInput<Group, AdadeltaNumbers>): UpdateOutput {
    const slope = withDecay(gradient, value, hyper.weightDecay);
    const decay = { keep: hyper.rho, share: hyper.share };
    const square = meanSquare(slots?.['square_avg'], slope, decay);
    const former = slots?.['acc_delta'];
    const size = tf.sqrt(former === undefined ? hyper.eps : tf.add(former, hyper.eps));
    const step = tf.mul(tf.div(size, tf.sqrt(tf.add(square, hyper.eps))), slope);
    return {
      value: tf.sub(value, tf.mul(step, hyper.lr)),
      slots: { square_avg: square, acc_delta: meanSquare(former, step, decay) },
    };
  }
}

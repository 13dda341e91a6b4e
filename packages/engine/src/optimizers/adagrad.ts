import { tf } from '@mma/backend';
import { z } from 'zod';
import { OPTIMIZERS } from '../registry/roots.js';
import { stepBy, unlessZero, withDecay } from './maths.js';
import { type Counters, Optimizer, type UpdateInput, type UpdateOutput } from './optimizer.js';
import type { ParamGroup } from './param-group.js';
import * as torch from './torch-options.js';

const options = z
  .strictObject({
    lr: torch.lr(1e-2),
    lrDecay: z.number().min(0).default(0).describe('how much slower every further update is'),
    eps: torch.eps(1e-10),
    weightDecay: torch.weightDecay(0),
    initialAccumulatorValue: z.number().min(0).default(0).describe('what the sums of squares begin with'),
    foreach: torch.foreach,
    maximize: torch.maximize,
    differentiable: torch.differentiable,
    fused: torch.fused,
  })
  .describe('divides by the root of the sum of squares of all gradients so far');

type Group = ParamGroup & z.output<typeof options>;

interface AdagradNumbers extends Record<string, number | null> {
  lr: number;
  eps: number;
  initial: number;
  weightDecay: number | null;
}

/** Adagrad (Duchi et al., "Adaptive Subgradient Methods", 2011), with PyTorch's numbers. */
@OPTIMIZERS.register()
export class Adagrad extends Optimizer<Group, AdagradNumbers> {
  static readonly options = options;
  readonly defaults: z.output<typeof options>;
  readonly slotNames = ['sum'];
  override readonly counterNames = ['step'];

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.defaults = options.parse(given);
  }

  protected override numbers(group: Readonly<Group>, { step = 0 }: Counters): AdagradNumbers {
    const { lr, lrDecay, eps, weightDecay, initialAccumulatorValue: initial } = group;
    return { lr: lr / (1 + (step - 1) * lrDecay), eps, initial, weightDecay: unlessZero(weightDecay) };
  }

  protected override update({ value, gradient, slots, hyper }: UpdateInput<Group, AdagradNumbers>): UpdateOutput {
    const slope = withDecay(gradient, value, hyper.weightDecay);
    const sum = tf.add(slots?.['sum'] ?? hyper.initial, tf.square(slope));
    return { value: stepBy(value, hyper.lr, [slope, tf.add(tf.sqrt(sum), hyper.eps)]), slots: { sum } };
  }
}

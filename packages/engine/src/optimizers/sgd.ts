import { hasOwnKernels, momentumStep, type Tensor, tf } from '@mma/backend';
import { z } from 'zod';
import { OPTIMIZERS } from '../registry/roots.js';
import { unlessZero, withDecay } from './maths.js';
import { Optimizer, type Updated, type UpdateInput } from './optimizer.js';
import type { ParamGroup } from './param-group.js';
import { differentiable, foreach, fused, lr, maximize, weightDecay } from './torch-options.js';

const options = z
  .strictObject({
    lr: lr(1e-3),
    momentum: z.number().min(0).default(0).describe('share of the former direction that is kept'),
    dampening: z.number().default(0).describe('share of the new gradient that is left out of the direction'),
    weightDecay: weightDecay(0),
    nesterov: z.boolean().default(false).describe('look ahead along the momentum'),
    maximize,
    foreach,
    differentiable,
    fused,
  })
  .refine((given) => !given.nesterov || (given.momentum > 0 && given.dampening === 0), {
    error: 'nesterov needs a momentum above 0 and no dampening',
    path: ['nesterov'],
  })
  .describe('stochastic gradient descent with momentum, dampening, Nesterov and weight decay, as in PyTorch');

type Group = ParamGroup & z.output<typeof options>;

interface SgdNumbers extends Record<string, number | null> {
  lr: number;
  weightDecay: number | null;
  momentum: number | null;
  /** What of the slope goes into the buffer, where not all of it does. */
  share: number | null;
}

/** Stochastic gradient descent with PyTorch's definitions of momentum, dampening, Nesterov and weight decay. */
@OPTIMIZERS.register()
export class SGD extends Optimizer<Group, SgdNumbers> {
  static readonly options = options;
  readonly defaults: z.output<typeof options>;
  readonly slotNames = ['momentum_buffer'];

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.defaults = options.parse(given);
  }

  protected override get fusesScale(): boolean {
    return hasOwnKernels();
  }

  protected override numbers(group: Readonly<Group>): SgdNumbers {
    return {
      lr: group.lr,
      weightDecay: unlessZero(group.weightDecay),
      momentum: unlessZero(group.momentum),
      share: group.dampening === 0 ? null : 1 - group.dampening,
    };
  }

  protected override update(input: UpdateInput<Group, SgdNumbers>): Updated {
    if (this.fusesScale && input.hyper.momentum !== null) return fusedUpdate(input, input.hyper.momentum);
    const { value, gradient, scale, slots, hyper, group } = input;
    const slope = withDecay(scale === undefined ? gradient : tf.mul(gradient, scale), value, hyper.weightDecay);
    if (hyper.momentum === null) return { value: stepDown(value, slope, hyper.lr), slots: {} };
    const former = slots?.['momentum_buffer'];
    const added = hyper.share === null ? slope : tf.mul(slope, hyper.share);
    // The first buffer is the slope itself, undamped, as in PyTorch.
    const buffer = former === undefined ? tf.clone(slope) : tf.add(tf.mul(former, hyper.momentum), added);
    const direction = group.nesterov ? tf.add(slope, tf.mul(buffer, hyper.momentum)) : buffer;
    return { value: stepDown(value, direction, hyper.lr), slots: { momentum_buffer: buffer } };
  }
}

function fusedUpdate(
  { value, gradient, scale, slots, hyper, group }: UpdateInput<Group, SgdNumbers>,
  momentum: Tensor,
): Updated {
  const { lr, weightDecay, share } = hyper;
  const buffer = slots?.['momentum_buffer'];
  const [newValue, newBuffer] = momentumStep(
    { value, gradient, buffer },
    {
      scale: scale ?? tf.scalar(1),
      lr,
      weightDecay: weightDecay ?? tf.scalar(0),
      momentum,
      share: share ?? tf.scalar(1),
    },
    { nesterov: group.nesterov },
  );
  return { value: newValue, slots: { momentum_buffer: newBuffer }, isApart: true };
}

function stepDown(value: Tensor, direction: Tensor, lr: Tensor): Tensor {
  return tf.sub(value, tf.mul(direction, lr));
}

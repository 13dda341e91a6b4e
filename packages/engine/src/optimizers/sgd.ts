import { type Tensor, tf } from '@mma/backend';
import { z } from 'zod';
import { OPTIMIZERS } from '../registry/roots.js';
import { Optimizer, type ParamGroup, type UpdateInput, type UpdateOutput } from './optimizer.js';

const options = z
  .strictObject({
    lr: z.number().min(0).default(1e-3),
    momentum: z.number().min(0).default(0),
    dampening: z.number().default(0),
    weightDecay: z.number().min(0).default(0),
    nesterov: z.boolean().default(false),
  })
  .refine((given) => !given.nesterov || (given.momentum > 0 && given.dampening === 0), {
    error: 'nesterov needs a momentum above 0 and no dampening',
    path: ['nesterov'],
  });

/** Stochastic gradient descent with PyTorch's definitions of momentum, dampening, Nesterov and weight decay. */
@OPTIMIZERS.register()
export class SGD extends Optimizer {
  static readonly options = options;
  readonly slotNames = ['momentum_buffer'];
  protected readonly defaults: Omit<ParamGroup, 'params'>;

  private readonly settings: z.output<typeof options>;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.settings = options.parse(given);
    const { lr, momentum, weightDecay } = this.settings;
    this.defaults = { lr, momentum, weightDecay };
  }

  protected override update({ value, gradient, slots, hyper }: UpdateInput): UpdateOutput {
    const { momentum, dampening, weightDecay, nesterov } = this.settings;
    const slope = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(value, hyper.weightDecay));
    if (momentum === 0) return { value: stepDown(value, slope, hyper.lr), slots: {} };
    const former = slots?.['momentum_buffer'];
    // The first buffer is the slope itself, undamped, as in PyTorch.
    const buffer =
      former === undefined
        ? tf.clone(slope)
        : tf.add(tf.mul(former, hyper.momentum), dampening === 0 ? slope : tf.mul(slope, 1 - dampening));
    const direction = nesterov ? tf.add(slope, tf.mul(buffer, hyper.momentum)) : buffer;
    return { value: stepDown(value, direction, hyper.lr), slots: { momentum_buffer: buffer } };
  }

  protected override groupExtras(): Record<string, unknown> {
    const { momentum, dampening, nesterov } = this.settings;
    return {
      ...(momentum === 0 ? { momentum } : {}),
      dampening,
      nesterov,
      maximize: false,
      foreach: null,
      differentiable: false,
      fused: null,
    };
  }
}

function stepDown(value: Tensor, direction: Tensor, lr: Tensor): Tensor {
  return tf.sub(value, tf.mul(direction, lr));
}

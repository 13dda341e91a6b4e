import { tf } from '@mma/backend';
import { z } from 'zod';
import { OPTIMIZERS } from '../registry/roots.js';
import { lerp, shrunk } from './maths.js';
import { Optimizer, type UpdateInput, type UpdateOutput } from './optimizer.js';
import type { ParamGroup } from './param-group.js';
import * as torch from './torch-options.js';

const options = z
  .strictObject({
    lr: torch.lr(1e-4),
    betas: torch.betas(0.9, 0.99),
    weightDecay: torch.weightDecay(0, 'the weights shrink by this share of the learning rate'),
    maximize: torch.maximize,
  })
  .describe('moves all weights by the learning rate, along the sign of a momentum');

type Group = ParamGroup & z.output<typeof options>;

interface LionNumbers extends Record<string, number | null> {
  lr: number;
  share1: number;
  share2: number;
  shrink: number | null;
}

/**
 * Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023): all weights move by the same amount, the
 * learning rate. Names and defaults are those of the package `lion_pytorch`.
 */
@OPTIMIZERS.register()
export class Lion extends Optimizer<Group, LionNumbers> {
  static readonly options = options;
  readonly defaults: z.output<typeof options>;
  readonly slotNames = ['exp_avg'];

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.defaults = options.parse(given);
  }

  protected override numbers({ lr, betas, weightDecay }: Readonly<Group>): LionNumbers {
    const [beta1, beta2] = betas;
    return {
      lr,
      share1: 1 - beta1,
      share2: 1 - beta2,
      shrink: weightDecay === 0 ? null : 1 - lr * weightDecay,
    };
  }

  protected override update({ value, gradient, slots, hyper }: UpdateInput<Group, LionNumbers>): UpdateOutput {
    const former = slots?.['exp_avg'];
    const direction = tf.sign(lerp(former, gradient, hyper.share1));
    return {
      value: tf.sub(shrunk(value, hyper.shrink), tf.mul(direction, hyper.lr)),
      slots: { exp_avg: lerp(former, gradient, hyper.share2) },
    };
  }
}

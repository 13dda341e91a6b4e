import type { Module } from '@mma/nn';
import { z } from 'zod';
import type { GroupSpec } from '../../optimizers/param-group.js';
import { OPTIM_WRAPPER_CONSTRUCTORS } from '../../registry/roots.js';
import { toSnake } from '../../registry/spelling.js';
import { type BaseSettings, OptimWrapperConstructor } from './optim-wrapper-constructor.js';

const factors = z.strictObject({
  lrMult: z.number().default(1).describe('factor on the learning rate'),
  decayMult: z.number().default(1).describe('factor on the weight decay'),
});

const options = z
  .record(z.string(), factors)
  .describe('a group for each parameter; the factors of all keys that its name contains are multiplied');

/**
 * MMAction2's groups of Video Swin: each parameter has its own, with the factors of all keys of `paramwise_cfg` that are part of
 * its name. Names begin with `base.` here, so that the key `base` is part of all.
 */
@OPTIM_WRAPPER_CONSTRUCTORS.register()
export class SwinOptimWrapperConstructor extends OptimWrapperConstructor {
  static readonly options = options;

  constructor(private readonly own: z.output<typeof options>) {
    super();
  }

  override groups(model: Module, base: BaseSettings): GroupSpec[] {
    return [...model.namedParameters()].map(([name, parameter]): GroupSpec => {
      const params: GroupSpec['params'] = [[name, parameter]];
      if (!parameter.requiresGrad) return { params };
      const found = Object.entries(this.own).filter(([key]) => `base.${name}`.includes(key));
      const product = (factor: 'lrMult' | 'decayMult'): number =>
        found.reduce((all, [, each]) => all * each[factor], 1);
      const settings = { lr: base.lr * product('lrMult'), weightDecay: base.weightDecay * product('decayMult') };
      for (const [setting, value] of Object.entries(settings)) {
        base.log(`paramwise_options -- base.${name}: ${toSnake(setting)} = ${Number(value.toPrecision(8))}`);
      }
      return { params, ...settings };
    });
  }
}

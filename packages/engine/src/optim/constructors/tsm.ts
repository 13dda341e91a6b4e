import { layerNames, type Module, type Parameter } from '@mma/nn';
import { z } from 'zod';
import { EngineError } from '../../errors.js';
import type { GroupSpec } from '../../optimizers/param-group.js';
import { OPTIM_WRAPPER_CONSTRUCTORS } from '../../registry/roots.js';
import { type BaseSettings, OptimWrapperConstructor } from './optim-wrapper-constructor.js';

const options = z
  .strictObject({
    fcLr5: z.boolean().describe('5 times the learning rate for the last linear layer, 10 times for its bias'),
  })
  .describe("TSM's groups: first convolution, weights, biases (twice the rate), norms, last linear layer");

type Named = [name: string, parameter: Parameter];

/**
 * The groups of TSM (Lin et al., "TSM: Temporal Shift Module", 2019), in MMAction2's order: first convolution's weight, its bias,
 * other weights, other biases, norms, and with `fcLr5` the last linear layer's weight and bias. Biases and norms have no
 * weight decay, biases twice the learning rate.
 */
@OPTIM_WRAPPER_CONSTRUCTORS.register()
export class TSMOptimWrapperConstructor extends OptimWrapperConstructor {
  static readonly options = options;

  constructor(private readonly own: z.output<typeof options>) {
    super();
  }

  /** @throws EngineError `MMA_OPTIM_LAYER` for a layer that the rules do not know, or where no linear layer with a bias is last */
  override groups(model: Module, { lr, weightDecay }: BaseSettings): GroupSpec[] {
    const first: { weights: Named[]; biases: Named[] } = { weights: [], biases: [] };
    const others: { weights: Named[]; biases: Named[] } = { weights: [], biases: [] };
    const norms: Named[] = [];
    let convolutions = 0;
    for (const [prefix, module] of model.namedModules()) {
      const names = layerNames(module);
      const own = [...module.ownParameters()].map(([name, each]): Named => [join(prefix, name), each]);
      if (names.has('_ConvNd') || names.has('Linear')) {
        if (names.has('_ConvNd')) convolutions += 1;
        const target = names.has('_ConvNd') && convolutions === 1 ? first : others;
        target.weights.push(own[0]!);
        target.biases.push(...own.slice(1, 2));
      } else if (names.has('_BatchNorm') || names.has('GroupNorm')) {
        norms.push(...own.filter(([, parameter]) => parameter.requiresGrad));
      } else if (module.children.length === 0 && own.length > 0) throw unknownLayer(prefix, module);
    }
    const { fcLr5 } = this.own;
    const last = { weight: others.weights.at(-1), bias: others.biases.at(-1) };
    if (last.weight === undefined || last.bias === undefined) throw noLast();
    const weights = fcLr5 ? others.weights.slice(0, -1) : others.weights;
    const biases = fcLr5 ? others.biases.slice(0, -1) : others.biases;
    return [
      { params: first.weights, lr, weightDecay },
      { params: first.biases, lr: lr * 2, weightDecay: 0 },
      { params: weights, lr, weightDecay },
      { params: biases, lr: lr * 2, weightDecay: 0 },
      { params: norms, lr, weightDecay: 0 },
      { params: fcLr5 ? [last.weight] : [], lr: lr * 5, weightDecay },
      { params: fcLr5 ? [last.bias] : [], lr: lr * 10, weightDecay: 0 },
    ];
  }
}

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

function unknownLayer(name: string, module: Module): EngineError {
  return new EngineError(
    'MMA_OPTIM_LAYER',
    `TSMOptimWrapperConstructor has no rule for ${module.constructor.name} (${name}), which has parameters of its own`,
    {
      hint: 'leave optim_wrapper.constructor out and use paramwise_cfg.custom_keys, or register a constructor of your own',
    },
  );
}

function noLast(): EngineError {
  return new EngineError('MMA_OPTIM_LAYER', 'TSMOptimWrapperConstructor finds no last layer with weight and bias', {
    hint: 'leave optim_wrapper.constructor out: its rules are for models that end with a linear classifier',
  });
}

import { layerNames, type Module } from '@mma/nn';
import { z } from 'zod';
import { EngineError } from '../../errors.js';
import type { GroupSpec, ParamGroup } from '../../optimizers/param-group.js';
import { OPTIM_WRAPPER_CONSTRUCTORS } from '../../registry/roots.js';
import { type BaseSettings, OptimWrapperConstructor } from './optim-wrapper-constructor.js';

const options = z
  .strictObject({
    numLayers: z.int().min(1).describe('blocks of the backbone'),
    decayRate: z.number().gt(0).describe('factor on the learning rate from each block to the one below it'),
    decayType: z
      .string()
      .refine((type) => type.includes('layer_wise'), { error: "only 'layer_wise'" })
      .default('layer_wise')
      .describe("'layer_wise': one rate for each block"),
  })
  .describe('learning rates that fall from the head down to the first block of a transformer');

/** What stands before the first block. */
const STEM = /^backbone\.(cls_token|mask_token|pos_embed)$|^backbone\.patch_embed/;

interface Group {
  params: ParamGroup['params'][number][];
  paramNames: string[];
  weightDecay: number;
  lrScale: number;
  groupName: string;
  lr: number;
}

/**
 * MMAction2's learning rates by depth for ViT and MViT (after BEiT): block `i` has `decayRate` to the number of blocks above it.
 * Vectors and biases have no weight decay.
 */
@OPTIM_WRAPPER_CONSTRUCTORS.register({ aliases: ['LayerDecayOptimizerConstructor'] })
export class LearningRateDecayOptimizerConstructor extends OptimWrapperConstructor {
  static readonly options = options;

  constructor(private readonly own: z.output<typeof options>) {
    super();
  }

  /** @throws EngineError `MMA_OPTIM_LAYER` where the backbone has no `blocks`, or the model has batch norm */
  override groups(model: Module, base: BaseSettings): GroupSpec[] {
    const { numLayers, decayRate } = this.own;
    assertTransformer(model);
    const groups = new Map<string, Group>();
    for (const [name, parameter] of model.namedParameters()) {
      if (!parameter.requiresGrad) continue;
      const decays = parameter.shape.length !== 1 && !name.endsWith('.bias');
      const layer = layerOf(name, numLayers);
      const groupName = `layer_${layer}_${decays ? 'decay' : 'no_decay'}`;
      const lrScale = decayRate ** (numLayers - layer + 1);
      const group = groups.get(groupName) ?? {
        weightDecay: decays ? base.weightDecay : 0,
        params: [],
        paramNames: [],
        lrScale,
        groupName,
        lr: lrScale * base.lr,
      };
      groups.set(groupName, group);
      group.params.push([name, parameter]);
      group.paramNames.push(name);
    }
    for (const { groupName, paramNames, lr, weightDecay } of groups.values()) {
      base.log(`Param group ${groupName}: lr=${lr}, weight_decay=${weightDecay}, ${paramNames.join(', ')}`);
    }
    return [...groups.values()].map((group) => ({ ...group }));
  }
}

/** 0 below the blocks, one more for each block, the highest above them. */
function layerOf(name: string, numLayers: number): number {
  if (STEM.test(name)) return 0;
  const block = /^backbone\.blocks\.(\d+)/.exec(name)?.[1];
  return block === undefined ? numLayers + 1 : Number(block) + 1;
}

function assertTransformer(model: Module): void {
  const modules = [...model.namedModules()];
  const norm = modules.find(([, module]) => layerNames(module).has('_NormBase'));
  if (norm !== undefined) {
    throw new EngineError('MMA_OPTIM_LAYER', `learning rates by depth do not go with batch norm (${norm[0]})`, {
      hint: 'use DefaultOptimWrapperConstructor: leave optim_wrapper.constructor out',
    });
  }
  if (modules.some(([name]) => /^backbone\.blocks\.\d+$/.test(name))) return;
  throw new EngineError('MMA_OPTIM_LAYER', 'learning rates by depth need a backbone with numbered blocks', {
    hint: 'they are for VisionTransformer and MViT; for others give factors in paramwise_cfg.custom_keys',
  });
}

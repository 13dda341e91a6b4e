import { z } from 'zod';
import type { BaseModel } from '../model/base-model.js';
import type { TensorBatch } from '../model/data-preprocessor.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { ParamGroup } from '../optimizers/param-group.js';
import { component } from '../registry/component.js';
import { OPTIM_WRAPPERS, OPTIMIZERS } from '../registry/roots.js';
import { type ClipGrad, clipGradOptions } from './clip-grad.js';
import type { StepParts } from './compute-step.js';
import { stepState, TrainStep } from './train-step.js';

/** A step's scalars in the order in which they are logged: `grad_norm` (when clipping), `loss`, then its parts. */
export type LogVars = Record<string, number>;

export interface OptimWrapperOptions {
  optimizer: Optimizer;
  /** How to clip gradients; not at all unless given. */
  clipGrad?: z.input<typeof clipGradOptions> | undefined;
}

const options = z.strictObject({
  optimizer: component(OPTIMIZERS),
  clipGrad: clipGradOptions.nullish().transform((given) => given ?? undefined),
});

/** The steps of one model with one set of parameter groups, by state. */
interface Steps {
  model: BaseModel;
  groups: readonly ParamGroup[];
  byState: Map<string, TrainStep>;
}

/**
 * Runs training steps: loss, gradients, clipping, update. For each state (modes, frozen parameters, optimizer memory,
 * batch shapes) the step is recorded once and replayed as one TensorFlow function. `MMA_EAGER=1` in the environment turns
 * that off.
 *
 * Tensors: what survives a step is what `Parameter.assign`, buffers and the optimizer's memory keep, each freeing its
 * former value. A step therefore leaves as many tensors as it found.
 */
@OPTIM_WRAPPERS.register()
export class OptimWrapper {
  static readonly options = options;
  readonly optimizer: Optimizer;
  private readonly clipGrad: ClipGrad | undefined;
  private steps: Steps | undefined;

  constructor({ optimizer, clipGrad }: OptimWrapperOptions) {
    this.optimizer = optimizer;
    this.clipGrad = clipGrad && clipGradOptions.parse(clipGrad);
  }

  /** The first group's learning rate, which stands for all in the log. */
  get learningRate(): number {
    return this.optimizer.paramGroups[0]?.lr ?? Number.NaN;
  }

  /**
   * One training step, one at a time; the model's parameters and buffers have their new values when this resolves. Where the
   * step is replayed, the event loop is free meanwhile.
   * @param batch tensors on the device; the caller frees them
   * @param seed keys all randomness of the step (dropout)
   */
  async step(model: BaseModel, batch: TensorBatch, seed: readonly [number, number]): Promise<LogVars> {
    const { names, packed } = await this.stepOf(model, Object.keys(batch)).run(batch, seed);
    try {
      // One read a step: each would wait for the device.
      const values = await packed.data();
      return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
    } finally {
      packed.dispose();
    }
  }

  private stepOf(model: BaseModel, batchNames: readonly string[]): TrainStep {
    const { optimizer, clipGrad } = this;
    const parts: StepParts = { model, optimizer, clipGrad };
    if (this.steps?.model !== model || this.steps.groups !== optimizer.paramGroups) {
      for (const step of this.steps?.byState.values() ?? []) step.dispose();
      this.steps = { model, groups: optimizer.paramGroups, byState: new Map() };
    }
    const { byState } = this.steps;
    const state = stepState(parts, batchNames);
    const step = byState.get(state) ?? new TrainStep(parts, batchNames);
    byState.set(state, step);
    return step;
  }
}

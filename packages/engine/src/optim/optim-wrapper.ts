import { type Tensor, tf } from '@mma/backend';
import { withStepSeed } from '@mma/nn';
import { z } from 'zod';
import type { BaseModel } from '../model/base-model.js';
import type { TensorBatch } from '../model/data-preprocessor.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { component } from '../registry/component.js';
import { OPTIM_WRAPPERS, OPTIMIZERS } from '../registry/roots.js';
import { type ClipGrad, clipByGlobalNorm, clipGradOptions } from './clip-grad.js';
import { lossGradients } from './loss-gradients.js';

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

/**
 * Runs training steps: loss, gradients, clipping, update.
 *
 * Tensors: everything between the batch and the packed scalars lives in one `tf.tidy`; what survives it is what
 * `Parameter.assign`, buffers and the optimizer's memory keep, each freeing its former value. A step therefore leaves
 * as many tensors as it found.
 */
@OPTIM_WRAPPERS.register()
export class OptimWrapper {
  static readonly options = options;
  readonly optimizer: Optimizer;
  private readonly clipGrad: ClipGrad | undefined;

  constructor({ optimizer, clipGrad }: OptimWrapperOptions) {
    this.optimizer = optimizer;
    this.clipGrad = clipGrad && clipGradOptions.parse(clipGrad);
  }

  /** The first group's learning rate, which stands for all in the log. */
  get learningRate(): number {
    return this.optimizer.paramGroups[0]?.lr ?? Number.NaN;
  }

  /**
   * One training step; the model's parameters and buffers have their new values when this returns.
   * @param batch tensors on the device; the caller frees them
   * @param seed keys all randomness of the step (dropout)
   */
  async step(model: BaseModel, batch: TensorBatch, seed: readonly [number, number]): Promise<LogVars> {
    const names: string[] = [];
    const packed = tf.tidy(() => {
      const scalars = withStepSeed(seed, () => this.run(model, batch));
      names.push(...scalars.keys());
      return tf.stack([...scalars.values()].map((scalar) => tf.cast(scalar, 'float32')));
    });
    try {
      // One read a step: each would wait for the device.
      const values = await packed.data();
      return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
    } finally {
      packed.dispose();
    }
  }

  private run(model: BaseModel, batch: TensorBatch): Map<string, Tensor> {
    const trained = model.parameters().filter((parameter) => parameter.requiresGrad);
    const { loss, parts, gradients } = lossGradients(() => model.loss(batch), trained);
    const scalars = new Map<string, Tensor>();
    let usable = gradients;
    if (this.clipGrad !== undefined && gradients.size > 0) {
      const { clipped, norm } = clipByGlobalNorm([...gradients.values()], this.clipGrad);
      usable = new Map([...gradients.keys()].map((parameter, index) => [parameter, clipped[index]!]));
      for (const gradient of gradients.values()) gradient.dispose();
      scalars.set('grad_norm', norm);
    }
    this.optimizer.commit(this.optimizer.compute(usable));
    scalars.set('loss', loss);
    for (const [name, value] of parts) scalars.set(name, value);
    return scalars;
  }
}

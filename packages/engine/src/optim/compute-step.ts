import type { Tensor } from '@mma/backend';
import type { BaseModel } from '../model/base-model.js';
import type { TensorBatch } from '../model/data-preprocessor.js';
import type { Optimizer, PendingUpdate } from '../optimizers/optimizer.js';
import { type ClipGrad, clipByGlobalNorm } from './clip-grad.js';
import { lossGradients } from './loss-gradients.js';

/** Who takes part in a training step. */
export interface StepParts {
  model: BaseModel;
  optimizer: Optimizer;
  clipGrad: ClipGrad | undefined;
}

export interface ComputedStep {
  /** In the order of the log: `grad_norm` (when clipping), `loss`, then its parts. */
  scalars: Map<string, Tensor>;
  /** The parameters' new values, not yet taken over. */
  pending: PendingUpdate[];
}

/** Loss, gradients, clipping, update, on tensors alone; only buffers have their new values already. Call inside `tf.tidy`. */
export function computeStep(
  { model, optimizer, clipGrad }: StepParts,
  batch: TensorBatch,
  hypers: Tensor,
): ComputedStep {
  const trained = model.parameters().filter((parameter) => parameter.requiresGrad);
  const { loss, parts, gradients } = lossGradients(() => model.loss(batch), trained);
  const scalars = new Map<string, Tensor>();
  let usable = gradients;
  if (clipGrad !== undefined && gradients.size > 0) {
    const { clipped, norm } = clipByGlobalNorm([...gradients.values()], clipGrad);
    usable = new Map([...gradients.keys()].map((parameter, index) => [parameter, clipped[index]!]));
    for (const gradient of gradients.values()) gradient.dispose();
    scalars.set('grad_norm', norm);
  }
  const pending = optimizer.compute(usable, hypers);
  scalars.set('loss', loss);
  for (const [name, value] of parts) scalars.set(name, value);
  return { scalars, pending };
}

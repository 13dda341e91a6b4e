import { type Precision, sumOfSquares, type Tensor, tf } from '@mma/backend';
import type { Parameter } from '@mma/nn';
import type { BaseModel } from '../model/base-model.js';
import type { TensorBatch } from '../model/data-preprocessor.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Accumulation } from './accumulation.js';
import { type ClipGrad, normFactor } from './clip-grad.js';
import { lossGradients } from './loss-gradients.js';
import type { LossScaler } from './loss-scaler.js';

/** One optimizer in a training step, with what is done to gradients before it sees them. */
export interface StepUnit {
  /** Empty where it is the only one. */
  readonly name: string;
  readonly optimizer: Optimizer;
  readonly clipGrad: ClipGrad | undefined;
  readonly accumulation: Accumulation;
  /** What convolutions and products are to be computed in. */
  readonly precision: Precision;
  /** What scales the loss where gradients could be too small for that; there is one loss, and the first unit's counts. */
  readonly lossScaler?: LossScaler | undefined;
}

/** Who takes part in a training step. */
export interface StepParts {
  model: BaseModel;
  units: readonly StepUnit[];
}

/** What a step means for one optimizer: gradients to update by, or to wait with. */
export interface UnitResult {
  gradients: ReadonlyMap<Parameter, Tensor>;
  /** What these are still to be multiplied by. */
  factor: Tensor | undefined;
  sums: ReadonlyMap<Parameter, Tensor>;
}

export interface ComputedStep {
  /** In the order of the log: `grad_norm` (when clipping), `loss`, then its parts. */
  scalars: Map<string, Tensor>;
  /** One for each unit. */
  results: UnitResult[];
}

/** The scalar of a step with a scaled loss that is 1 where gradients overflowed. */
export const OVERFLOW = 'overflow of gradients';

/**
 * Loss, gradients, clipping, on tensors alone; only buffers have their new values already. Call inside `tf.tidy`.
 * @param scale of the loss
 */
export function computeStep({ model, units }: StepParts, batch: TensorBatch, scale?: Tensor): ComputedStep {
  const wanted = new Set(units.flatMap(({ optimizer }) => [...optimizer.parameters()]));
  const trained = model.parameters().filter((parameter) => parameter.requiresGrad && wanted.has(parameter));
  const { loss, parts, gradients } = lossGradients(() => model.loss(batch), trained, scale);
  const scalars = new Map<string, Tensor>();
  const results = units.map((unit) => {
    const { norm, ...result } = resultOf(unit, gradients);
    if (norm !== undefined) scalars.set(unit.name === '' ? 'grad_norm' : `${unit.name}.grad_norm`, norm);
    return result;
  });
  scalars.set('loss', loss);
  for (const [name, value] of parts) scalars.set(name, value);
  if (scale !== undefined) scalars.set(OVERFLOW, overflowOf([...gradients.values()]));
  return { scalars, results };
}

function overflowOf(gradients: readonly Tensor[]): Tensor {
  if (gradients.length === 0) return tf.scalar(0);
  return tf.sub(1, tf.cast(tf.isFinite(tf.addN(gradients.map(sumOfSquares))), 'float32'));
}

function resultOf(
  { optimizer, clipGrad, accumulation }: StepUnit,
  all: ReadonlyMap<Parameter, Tensor>,
): UnitResult & { norm?: Tensor } {
  const summed = addUp(new Map(ofOptimizer(optimizer, all)), accumulation.sums);
  if (!accumulation.updates) return { gradients: new Map(), factor: undefined, sums: summed };
  const { divisor } = accumulation;
  const gradients = divisor === 1 ? summed : replaced(summed, (gradient) => tf.div(gradient, divisor));
  const unscaled = { factor: undefined, sums: new Map() };
  if (clipGrad === undefined || gradients.size === 0) return { gradients, ...unscaled };
  if (clipGrad.type === 'value') {
    const { clipValue } = clipGrad;
    const clipped = replaced(gradients, (gradient) => tf.clipByValue(gradient, -clipValue, clipValue));
    return { gradients: clipped, ...unscaled };
  }
  return { gradients, ...normFactor([...gradients.values()], clipGrad), sums: new Map() };
}

function* ofOptimizer(
  optimizer: Optimizer,
  gradients: ReadonlyMap<Parameter, Tensor>,
): Iterable<readonly [Parameter, Tensor]> {
  const members = new Set(optimizer.parameters());
  for (const entry of gradients) if (members.has(entry[0])) yield entry;
}

/** Gradients and the sums so far; either may lack a parameter. */
function addUp(
  gradients: ReadonlyMap<Parameter, Tensor>,
  sums: ReadonlyMap<Parameter, Tensor>,
): ReadonlyMap<Parameter, Tensor> {
  if (sums.size === 0) return gradients;
  const all = new Map(gradients);
  for (const [parameter, sum] of sums) {
    const gradient = all.get(parameter);
    all.set(parameter, gradient === undefined ? tf.clone(sum) : tf.add(sum, gradient));
  }
  return all;
}

function replaced(
  gradients: ReadonlyMap<Parameter, Tensor>,
  change: (gradient: Tensor) => Tensor,
): ReadonlyMap<Parameter, Tensor> {
  return new Map([...gradients].map(([parameter, gradient]) => [parameter, change(gradient)]));
}

import { type Precision, type Recorded, record, type Tensor, tf } from '@mma/backend';
import type { Parts } from '@mma/nn';
import type { BaseModel } from './base-model.js';
import type { TensorBatch } from './data-preprocessor.js';
import { restoringBuffers } from './restoring-buffers.js';

/**
 * `model.predict` as a recorded function of the batch and of the model's parameters and buffers, one for each combination of the
 * modules' modes and precision. What depends on the weights alone, such as filters with batch norm folded into them, is computed anew
 * only after they have changed.
 */
export class Predictor {
  private readonly byState = new Map<string, Recorded>();

  constructor(private readonly model: BaseModel) {}

  /** The output, which the caller frees. The event loop is free meanwhile where the model is replayed. */
  async run(batch: TensorBatch, precision: Precision = 'float32'): Promise<Tensor> {
    const names = Object.keys(batch);
    const parts = this.model.parts();
    const inputs = [
      ...names.map((name) => batch[name]!),
      ...parts.buffers.map(({ value }) => value),
      ...parts.parameters.map(({ value }) => value),
    ];
    const [output] = await this.recorded(names, precision, parts).async(inputs);
    return output!;
  }

  /** Frees what is kept of the weights; for models that go on training. */
  release(): void {
    for (const predict of this.byState.values()) predict.release();
  }

  private recorded(names: readonly string[], precision: Precision, { modules, parameters, buffers }: Parts): Recorded {
    const { model } = this;
    const modes = modules.map(({ training }) => Number(training));
    const state = `${precision}|${names.join()}|${modes.join('')}`;
    const known = this.byState.get(state);
    if (known !== undefined) return known;
    const predict = (inputs: readonly Tensor[]): Tensor[] => {
      const batch = Object.fromEntries(names.map((name, index) => [name, inputs[index]!])) as TensorBatch;
      const values = buffers.map((buffer, index) => [buffer, tf.clone(inputs[names.length + index]!)] as const);
      return restoringBuffers(values, () => [model.predict(batch)]);
    };
    const stable = buffers.length + parameters.length;
    const recorded = record(predict, { name: 'prediction', stable, precision });
    this.byState.set(state, recorded);
    return recorded;
  }
}

const predictors = new WeakMap<BaseModel, Predictor>();

/** The model's predictor: one for as long as the model lives. */
export function predictorOf(model: BaseModel): Predictor {
  const known = predictors.get(model) ?? new Predictor(model);
  predictors.set(model, known);
  return known;
}

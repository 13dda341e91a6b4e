import type { Tensor } from '@mma/backend';
import { Module } from '@mma/nn';
// Models, and their parts, take `init_cfg`.
import './init-cfg/beside.js';
import type { DataSample } from '../structures/data-sample.js';
import type { DataPreprocessor, TensorBatch } from './data-preprocessor.js';

/** A model's raw output once it has been read back from the device. */
export interface ModelOutput {
  data: Float32Array;
  shape: readonly number[];
}

/**
 * What the runner trains and tests. `loss` and `predict` are pure functions of tensors (and of the parameters): no reading
 * back, no dependence on anything that is not in the batch, so that a step can be recorded and replayed.
 */
export abstract class BaseModel extends Module {
  abstract readonly dataPreprocessor: DataPreprocessor;

  /** How many classes it tells apart, if it classifies: the runner checks the datasets' labels against it. */
  get numClasses(): number | undefined {
    return undefined;
  }

  /** Scalars by name. Those whose name holds `loss` are summed and minimised; the others (`top1_acc`) are only logged. */
  abstract loss(batch: TensorBatch): Record<string, Tensor>;

  /** The output that `postprocess` understands, batch first. */
  abstract predict(batch: TensorBatch): Tensor;

  /** Predictions as data: copies of the samples with `predScore` and `predLabel` filled in. */
  abstract postprocess(output: ModelOutput, dataSamples: readonly DataSample[]): DataSample[];
}

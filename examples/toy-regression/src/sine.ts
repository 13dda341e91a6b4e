/**
 * A curve to learn, a small network that learns it, and the error by which it is judged. Classes are registered by plain calls,
 * not by decorators, so that Node runs these files as they are.
 */
import {
  BaseDataset,
  BaseMetric,
  BaseModel,
  type Batch,
  DATASETS,
  DataPreprocessor,
  type DataSample,
  METRICS,
  MODELS,
  type ModelOutput,
  type Random,
  type Sample,
  type TensorBatch,
} from '@mma/engine';
import { Linear, ReLU, Sequential, type Tensor, type Tensor2D, tf } from '@mma/nn';
import { z } from 'zod';

const curveOptions = z.strictObject({
  samples: z.int().positive().describe('points of one pass'),
  noise: z.number().min(0).default(0).describe('standard deviation of what is added to the curve'),
});

/** Points (x, sin x) for x in [-π, π): drawn anew in every epoch. */
export class SineCurve extends BaseDataset {
  static readonly options = curveOptions.describe('points of a sine curve');
  readonly settings: z.output<typeof curveOptions>;

  constructor(given: z.input<typeof curveOptions>) {
    super();
    this.settings = curveOptions.parse(given);
  }

  async load(): Promise<void> {}

  get length(): number {
    return this.settings.samples;
  }

  getDataInfo(index: number): Record<string, unknown> {
    return { index };
  }

  async get(index: number, random: Random): Promise<Sample> {
    const x = ((index + random.float()) / this.length) * 2 * Math.PI - Math.PI;
    const y = Math.sin(x) + this.settings.noise * random.normal();
    return { inputs: { data: Float32Array.of(x), shape: [1] }, dataSample: { metainfo: { y } } };
  }
}

class Stack extends DataPreprocessor {
  prepare({ inputs, dataSamples }: Batch): TensorBatch {
    return {
      inputs: tf.tensor2d(inputs.map(({ data }) => [...data])), // [B, 1]
      y: tf.tensor2d(dataSamples.map(({ metainfo }) => [metainfo['y'] as number])), // [B, 1]
    };
  }
}

const regressorOptions = z.strictObject({
  hidden: z.int().positive().default(32).describe('width of the two layers between'),
});

/** x → y by two hidden layers, trained on the squared error. */
export class Regressor extends BaseModel {
  static readonly options = regressorOptions.describe('a small network from one number to another');
  readonly dataPreprocessor = new Stack();
  readonly layers: Sequential;

  constructor(given: z.input<typeof regressorOptions> = {}) {
    super();
    const { hidden } = regressorOptions.parse(given);
    this.layers = new Sequential(
      new Linear(1, hidden),
      new ReLU(),
      new Linear(hidden, hidden),
      new ReLU(),
      new Linear(hidden, 1),
    );
  }

  loss({ inputs, y }: TensorBatch): Record<string, Tensor> {
    return { loss_mse: tf.mean(tf.squaredDifference(this.predict({ inputs }), y!)) };
  }

  predict({ inputs }: TensorBatch): Tensor {
    return this.layers.forward(inputs as Tensor2D);
  }

  postprocess({ data }: ModelOutput, dataSamples: readonly DataSample[]): DataSample[] {
    return dataSamples.map((sample, index) => ({ ...sample, predScore: data.slice(index, index + 1) }));
  }
}

const errorOptions = z.strictObject({});

/** `mae`, the mean of |predicted − true| over all samples. */
export class MeanAbsoluteError extends BaseMetric<number> {
  static readonly options = errorOptions.describe('the mean absolute error of a regression');
  readonly prefix = undefined;

  process(samples: readonly DataSample[]): void {
    for (const { predScore, metainfo } of samples) {
      this.results.push(Math.abs(predScore![0]! - (metainfo['y'] as number)));
    }
  }

  computeMetrics(errors: readonly number[]): Record<string, number> {
    return { mae: errors.reduce((sum, error) => sum + error, 0) / errors.length };
  }
}

DATASETS.register()(SineCurve);
MODELS.register()(Regressor);
METRICS.register()(MeanAbsoluteError);

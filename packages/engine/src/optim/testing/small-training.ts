import { type Tensor, type Tensor2D, type Tensor4D, tf } from '@mma/backend';
import { BatchNorm2d, Conv2d, Dropout, hashKeys, Linear } from '@mma/nn';
import type { AveragedModel } from '../../averaging/averaged-model.js';
import { BaseModel } from '../../model/base-model.js';
import type { DataPreprocessor, TensorBatch } from '../../model/data-preprocessor.js';
import type { Optimizer } from '../../optimizers/optimizer.js';
import { SGD } from '../../optimizers/sgd.js';
import type { DataSample } from '../../structures/data-sample.js';
import { OptimWrapper } from '../optim-wrapper.js';

/** A model with all that a step may meet: batch norm, dropout, and a layer that nothing uses. */
export class SmallNet extends BaseModel {
  declare readonly dataPreprocessor: DataPreprocessor;
  // A bias before batch norm has no gradient but rounding, which optimizers that divide by its size make large.
  readonly conv = new Conv2d(2, 4, { kernelSize: 3, padding: 1, bias: false });
  readonly norm = new BatchNorm2d(4);
  readonly dropout = new Dropout(0.4);
  readonly fc = new Linear(4, 3);
  readonly unused = new Linear(2, 2);
  /** How often the model's own code has run. */
  runs = 0;

  override loss({ inputs, target }: TensorBatch): Record<string, Tensor> {
    this.runs += 1;
    const scores = this.fc.forward(this.dropout.forward(this.features(inputs as Tensor4D)));
    const hits = tf.equal(tf.argMax(scores, 1), tf.argMax(target!, 1));
    return { top1_acc: tf.mean(tf.cast(hits, 'float32')), loss_cls: tf.losses.softmaxCrossEntropy(target!, scores) };
  }

  override predict({ inputs }: TensorBatch): Tensor {
    return this.fc.forward(this.features(inputs as Tensor4D));
  }

  override postprocess(): DataSample[] {
    return [];
  }

  private features(inputs: Tensor4D): Tensor2D {
    return tf.mean(tf.relu(this.norm.forward(this.conv.forward(inputs))), [1, 2]) as Tensor2D;
  }
}

/** A batch that is another one at each iteration. */
export const batchOf = (iter: number, size = 4): TensorBatch =>
  tf.tidy(() => {
    const wave = Float32Array.from({ length: size * 6 * 6 * 2 }, (_, index) => Math.sin(index * (iter + 1.7)));
    const labels = Int32Array.from({ length: size }, (_, index) => (index + iter) % 3);
    return {
      inputs: tf.tensor(wave, [size, 6, 6, 2]),
      target: tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), 3), 'float32'),
    };
  });

export interface Training {
  /** Default: SGD with momentum and weight decay. */
  optimizer?: Optimizer;
  /** Called before each step; may say how large its batch is. */
  intervene?: (parts: { model: SmallNet; optimizer: Optimizer; iter: number }) => number | undefined;
  accumulativeCounts?: number;
  /** Updated after each step; its values are the weights that training gives. */
  average?: AveragedModel;
}

export const momentumSgd = (): SGD => new SGD({ lr: 0.1, momentum: 0.9, weightDecay: 1e-3 });

/** Trains anew. */
export async function train(steps: number, training: Training = {}) {
  const { optimizer = momentumSgd(), intervene = () => undefined, accumulativeCounts = 1, average } = training;
  const model = new SmallNet();
  model.initWeights(3);
  optimizer.setParameters([{ params: [...model.namedParameters()] }]);
  const wrapper = new OptimWrapper({ optimizer, clipGrad: { maxNorm: 0.5 }, accumulativeCounts });
  wrapper.initializeCounts(0, steps);
  const logs: Record<string, number>[] = [];
  const tensors: number[] = [];
  for (let iter = 0; iter < steps; iter += 1) {
    const batch = batchOf(iter, intervene({ model, optimizer, iter }));
    logs.push(await wrapper.step(model, batch, hashKeys('seed', iter)));
    average?.update(model);
    tf.dispose(batch as never);
    tensors.push(tf.memory().numTensors);
  }
  average?.swap();
  return { logs, tensors, runs: model.runs, weights: await model.stateDict() };
}

/** The same with every op run by itself. */
export async function eagerly<T>(work: () => Promise<T>): Promise<T> {
  process.env['MMA_EAGER'] = '1';
  try {
    return await work();
  } finally {
    delete process.env['MMA_EAGER'];
  }
}

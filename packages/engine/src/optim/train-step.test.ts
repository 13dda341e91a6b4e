import { loadBackend, type Tensor, type Tensor2D, type Tensor4D, tf } from '@mma/backend';
import { BatchNorm2d, Conv2d, Dropout, hashKeys, Linear } from '@mma/nn';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BaseModel } from '../model/base-model.js';
import type { DataPreprocessor, TensorBatch } from '../model/data-preprocessor.js';
import { SGD } from '../optimizers/sgd.js';
import type { DataSample } from '../structures/data-sample.js';
import { OptimWrapper } from './optim-wrapper.js';

class SmallNet extends BaseModel {
  declare readonly dataPreprocessor: DataPreprocessor;
  readonly conv = new Conv2d(2, 4, { kernelSize: 3, padding: 1 });
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

const batchOf = (iter: number, size = 4): TensorBatch =>
  tf.tidy(() => {
    const wave = Float32Array.from({ length: size * 6 * 6 * 2 }, (_, index) => Math.sin(index * (iter + 1.7)));
    const labels = Int32Array.from({ length: size }, (_, index) => (index + iter) % 3);
    return {
      inputs: tf.tensor(wave, [size, 6, 6, 2]),
      target: tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), 3), 'float32'),
    };
  });

type Intervention = (parts: { model: SmallNet; optimizer: SGD; iter: number }) => number | undefined;

/** Trains anew; `intervene` is called before each step and may say how large its batch is. */
async function train(steps: number, intervene: Intervention = () => undefined, accumulativeCounts = 1) {
  const model = new SmallNet();
  model.initWeights(3);
  const optimizer = new SGD({ lr: 0.1, momentum: 0.9, weightDecay: 1e-3 });
  optimizer.setParameters([{ params: [...model.namedParameters()] }]);
  const wrapper = new OptimWrapper({ optimizer, clipGrad: { maxNorm: 0.5 }, accumulativeCounts });
  wrapper.initializeCounts(0, steps);
  const logs: Record<string, number>[] = [];
  const tensors: number[] = [];
  for (let iter = 0; iter < steps; iter += 1) {
    const batch = batchOf(iter, intervene({ model, optimizer, iter }));
    logs.push(await wrapper.step(model, batch, hashKeys('seed', iter)));
    tf.dispose(batch as never);
    tensors.push(tf.memory().numTensors);
  }
  return { logs, tensors, runs: model.runs, weights: await model.stateDict() };
}

async function eagerly<T>(work: () => Promise<T>): Promise<T> {
  process.env['MMA_EAGER'] = '1';
  try {
    return await work();
  } finally {
    delete process.env['MMA_EAGER'];
  }
}

type Trained = Awaited<ReturnType<typeof train>>;

function expectEqual(replayed: Trained, eager: Trained): void {
  for (const [iter, log] of replayed.logs.entries()) {
    expect(Object.keys(log)).toEqual(Object.keys(eager.logs[iter]!));
    for (const [name, value] of Object.entries(log)) expect(value, name).toBeCloseTo(eager.logs[iter]![name]!, 4);
  }
  for (const [name, { data }] of replayed.weights) {
    const expected = eager.weights.get(name)!.data;
    for (const [index, value] of data.entries()) expect(Number(value), name).toBeCloseTo(Number(expected[index]), 4);
  }
}

beforeAll(async () => {
  await loadBackend();
});

describe('a replayed training step', () => {
  const warnings: string[] = [];
  const listen = (warning: Error): void => void warnings.push(warning.message);
  beforeAll(() => void process.on('warning', listen));
  afterEach(() => expect(warnings).toEqual([]));

  it('is the eager one for 50 steps: batch norm, dropout, momentum, weight decay, clipping', async () => {
    const replayed = await train(50);
    // The first one, which finds no momentum, and the recorded one.
    expect(replayed.runs).toBe(2);
    const eager = await eagerly(() => train(50));
    expect(eager.runs).toBe(50);
    expectEqual(replayed, eager);
    expect(Number(replayed.weights.get('norm.num_batches_tracked')!.data[0])).toBe(50);
  });

  it('is the eager one for 50 steps with gradients of three batches for each update', async () => {
    const replayed = await train(50, undefined, 3);
    // Of three batches each begins a sum, adds to it, or ends it with an update; first without and then with momentum. The last two
    // make an update of their own.
    expect(replayed.runs).toBeLessThanOrEqual(8);
    const eager = await eagerly(() => train(50, undefined, 3));
    expect(eager.runs).toBe(50);
    expectEqual(replayed, eager);
  });

  it('leaves no tensor behind', async () => {
    const { tensors } = await train(20);
    expect(new Set(tensors.slice(2)).size).toBe(1);
  });

  it('follows the schedulers without being recorded anew', async () => {
    const schedule: Intervention = ({ optimizer, iter }) => {
      const [group] = optimizer.paramGroups;
      group!.lr = 0.1 / (1 + iter);
      group!.momentum = 0.9 - iter / 50;
      group!.weightDecay = iter / 100;
      return undefined;
    };
    const replayed = await train(10, schedule);
    expect(replayed.runs).toBe(2);
    expectEqual(replayed, await eagerly(() => train(10, schedule)));
  });

  it('follows what is frozen, freed, or switched to evaluation mode meanwhile, and smaller batches', async () => {
    const meddle: Intervention = ({ model, iter }) => {
      if (iter === 3) model.conv.weight.requiresGrad = false;
      if (iter === 6) model.norm.eval();
      if (iter === 9) model.train();
      if (iter === 12) model.conv.weight.requiresGrad = true;
      return iter % 4 === 3 ? 2 : 4;
    };
    const replayed = await train(24, meddle);
    expect(replayed.runs).toBeLessThan(16);
    expectEqual(replayed, await eagerly(() => train(24, meddle)));
  });

  it('has the same bits whether it was recorded in this run or is recorded anew, as after resuming', async () => {
    const whole = await train(12);
    const model = new SmallNet();
    model.initWeights(3);
    const optimizer = new SGD({ lr: 0.1, momentum: 0.9, weightDecay: 1e-3 });
    optimizer.setParameters([{ params: [...model.namedParameters()] }]);
    let wrapper = new OptimWrapper({ optimizer, clipGrad: { maxNorm: 0.5 } });
    for (let iter = 0; iter < 12; iter += 1) {
      // A new wrapper has no records.
      if (iter % 5 === 3) wrapper = new OptimWrapper({ optimizer, clipGrad: { maxNorm: 0.5 } });
      const batch = batchOf(iter);
      await wrapper.step(model, batch, hashKeys('seed', iter));
      tf.dispose(batch as never);
    }
    for (const [name, { data }] of await model.stateDict()) expect(data, name).toEqual(whole.weights.get(name)!.data);
  });

  it('goes on with values that were loaded meanwhile', async () => {
    const reload: Intervention = ({ model, iter }) => {
      if (iter !== 5) return undefined;
      const other = new SmallNet();
      other.initWeights(8);
      for (const [index, parameter] of model.parameters().entries()) {
        parameter.assign(tf.clone(other.parameters()[index]!.value));
      }
      other.dispose();
      return undefined;
    };
    expectEqual(await train(8, reload), await eagerly(() => train(8, reload)));
  });
});

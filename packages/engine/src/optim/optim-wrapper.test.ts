import { loadBackend, type Tensor, tf } from '@mma/backend';
import { Dropout, hashKeys, init, Linear } from '@mma/nn';
import { beforeAll, describe, expect, it } from 'vitest';
import { BaseModel } from '../model/base-model.js';
import type { DataPreprocessor, TensorBatch } from '../model/data-preprocessor.js';
import { SGD } from '../optimizers/sgd.js';
import type { DataSample } from '../structures/data-sample.js';
import { clipByGlobalNorm, globalNorm } from './clip-grad.js';
import { OptimWrapper } from './optim-wrapper.js';

class Regression extends BaseModel {
  declare readonly dataPreprocessor: DataPreprocessor;
  readonly fc = new Linear(2, 1, { init: { weight: init.constant(0.5), bias: init.constant(0.5) } });
  readonly unused = new Linear(2, 2);
  readonly dropout: Dropout;

  constructor(rate = 0) {
    super();
    this.dropout = new Dropout(rate);
  }

  override loss({ inputs, target }: TensorBatch): Record<string, Tensor> {
    const error = tf.sub(this.fc.forward(this.dropout.forward(inputs) as never), target!);
    return { loss_mse: tf.mean(tf.square(error)), off: tf.max(tf.abs(error)) };
  }

  override predict({ inputs }: TensorBatch): Tensor {
    return this.fc.forward(inputs as never);
  }

  override postprocess(): DataSample[] {
    return [];
  }
}

beforeAll(async () => {
  await loadBackend();
});

const batchOf = (): TensorBatch => ({
  inputs: tf.tensor([
    [1, 2],
    [3, 4],
  ]),
  target: tf.tensor([[1], [0]]),
});

function wrapperFor(model: BaseModel, clipGrad?: { maxNorm: number }): OptimWrapper {
  const optimizer = new SGD({ lr: 0.1, momentum: 0.9 });
  optimizer.setParameters([{ params: [...model.namedParameters()] }]);
  return new OptimWrapper({ optimizer, clipGrad });
}

describe('a training step', () => {
  it('gives grad_norm, the summed loss and its parts, in the order of the log', async () => {
    const model = new Regression();
    model.initWeights(0);
    const batch = batchOf();
    const logVars = await wrapperFor(model, { maxNorm: 1 }).step(model, batch, hashKeys(0));
    expect(Object.keys(logVars)).toEqual(['grad_norm', 'loss', 'loss_mse', 'off']);
    expect(logVars['loss']).toBe(logVars['loss_mse']);
    // fc = 0.5 everywhere, bias included: outputs 2 and 4, errors 1 and 4.
    expect(logVars['loss']).toBeCloseTo(8.5, 5);
    expect(logVars['off']).toBeCloseTo(4, 5);
    expect(logVars['grad_norm']).toBeCloseTo(Math.hypot(13, 18, 5), 3);
  });

  it('moves the parameters by the clipped gradient, and leaves alone what the loss does not depend on', async () => {
    const model = new Regression();
    model.initWeights(0);
    const former = [...model.unused.weight.value.dataSync()];
    await wrapperFor(model, { maxNorm: 1 }).step(model, batchOf(), hashKeys(0));
    const weight = [...model.fc.weight.value.dataSync()];
    const norm = Math.hypot(13, 18, 5);
    expect(weight[0]).toBeCloseTo(0.5 - (0.1 * 13) / norm, 5);
    expect(weight[1]).toBeCloseTo(0.5 - (0.1 * 18) / norm, 5);
    expect([...model.unused.weight.value.dataSync()]).toEqual(former);
  });

  it('does not train what is frozen', async () => {
    const model = new Regression();
    model.initWeights(0);
    model.fc.weight.requiresGrad = false;
    const logVars = await wrapperFor(model, { maxNorm: 9 }).step(model, batchOf(), hashKeys(0));
    expect(logVars['grad_norm']).toBeCloseTo(5, 4);
    expect([...model.fc.weight.value.dataSync()]).toEqual([0.5, 0.5]);
  });

  it('is a function of its seed', async () => {
    const run = async (seed: number): Promise<number> => {
      const model = new Regression(0.5);
      model.initWeights(0);
      const logVars = await wrapperFor(model).step(model, batchOf(), hashKeys(seed, 1));
      return logVars['loss']!;
    };
    const losses = await Promise.all([run(1), run(1), run(2), run(3), run(4)]);
    expect(losses[0]).toBe(losses[1]);
    expect(new Set(losses).size).toBeGreaterThan(1);
  });

  it('leaves as many tensors as it found', async () => {
    const model = new Regression(0.3);
    model.initWeights(0);
    const wrapper = wrapperFor(model, { maxNorm: 1 });
    const batch = batchOf();
    await wrapper.step(model, batch, hashKeys(0));
    const before = tf.memory().numTensors;
    for (let iter = 1; iter < 5; iter += 1) await wrapper.step(model, batch, hashKeys(iter));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves the parameters as they were when the model throws', async () => {
    const model = new Regression();
    model.initWeights(0);
    const broken = { ...batchOf(), target: tf.zeros([3, 5]) };
    await expect(wrapperFor(model).step(model, broken, hashKeys(0))).rejects.toThrow();
    expect([...model.fc.weight.value.dataSync()]).toEqual([0.5, 0.5]);
  });
});

describe('the global norm', () => {
  const gradients = (): Tensor[] => [tf.tensor([3, 0]), tf.tensor([[4]]), tf.tensor([[12, 0]])];

  it('is that of all gradients as one vector', () => {
    expect(globalNorm(gradients(), 2).dataSync()[0]).toBeCloseTo(13, 5);
    expect(globalNorm(gradients(), 1).dataSync()[0]).toBeCloseTo(19, 4);
    expect(globalNorm(gradients(), Number.POSITIVE_INFINITY).dataSync()[0]).toBe(12);
  });

  it('scales gradients down to the limit and never up', () => {
    const low = clipByGlobalNorm(gradients(), { type: 'norm', maxNorm: 1.3, normType: 2 });
    expect(low.clipped[1]!.dataSync()[0]).toBeCloseTo(0.4, 5);
    const high = clipByGlobalNorm(gradients(), { type: 'norm', maxNorm: 40, normType: 2 });
    expect(high.clipped[1]!.dataSync()[0]).toBe(4);
  });
});

import { readFileSync } from 'node:fs';
import { loadBackend, type Tensor, tf } from '@mma/backend';
import { BatchNorm2d, Dropout, hashKeys, init, Linear } from '@mma/nn';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import '../index.js';
import { BaseModel } from '../model/base-model.js';
import type { DataPreprocessor, TensorBatch } from '../model/data-preprocessor.js';
import { SGD } from '../optimizers/sgd.js';
import type { DataSample } from '../structures/data-sample.js';
import { OptimWrapper } from './optim-wrapper.js';
import { Line, lineWrapper, TOTAL, trainLine, waves } from './testing/line.js';

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

/** Weights after each iteration, from MMEngine's wrapper on PyTorch; `fixtures/wrappers.py` prints them. */
const { steps: rows } = JSON.parse(readFileSync(new URL('../../fixtures/wrappers.json', import.meta.url), 'utf8')) as {
  steps: { config: object; values: { loss: number; norm: number | null; w: number[] }[] }[];
};

describe('accumulation and clipping follow MMEngine on PyTorch', () => {
  for (const { config, values } of rows) {
    for (const mode of ['replayed', 'eager']) {
      it(`${JSON.stringify(config)}, ${mode}`, async () => {
        if (mode === 'eager') vi.stubEnv('MMA_EAGER', '1');
        const found = await trainLine(config);
        vi.unstubAllEnvs();
        for (const [iter, { loss, norm, w }] of values.entries()) {
          const { logVars, w: own } = found.values[iter]!;
          expect(logVars['loss']).toBeCloseTo(loss, 5);
          if (norm === null) expect(logVars).not.toHaveProperty('grad_norm');
          else expect(logVars['grad_norm']! / norm).toBeCloseTo(1, 5);
          for (const [index, value] of own.entries()) expect(value).toBeCloseTo(w[index]!, 5);
        }
      });
    }
  }
});

describe('accumulation', () => {
  const config = { accumulative_counts: 4 };

  it('goes on from a checkpoint in the middle, to the bit', async () => {
    const whole = await trainLine(config);
    const resumed = await trainLine(config, TOTAL, async (former, model, iter) => {
      if (iter !== 6) return former;
      const state = await former.stateDict();
      expect(state).toHaveProperty('accumulated_gradients');
      const next = lineWrapper(config, model, iter);
      next.loadStateDict(state);
      former.dispose();
      return next;
    });
    expect(resumed.values).toEqual(whole.values);
  });

  it('says what a checkpoint of elsewhere lacks', async () => {
    const { wrapper } = await trainLine(config, 8);
    const warnings: string[] = [];
    wrapper.initializeCounts(6, TOTAL, { info: () => {}, warning: (line) => warnings.push(line) });
    expect(warnings).toEqual([expect.stringMatching(/^The gradients of the last 2 iterations before iteration 6/)]);
  });

  it('holds one gradient a parameter and frees it with the update', async () => {
    const { tensors, wrapper } = await trainLine(config, 9);
    expect(tensors[3]).toBe(tensors[7]);
    expect(tensors[4]! - tensors[3]!).toBe(1);
    expect(tensors[6]).toBe(tensors[5]);
    const before = tf.memory().numTensors;
    wrapper.dispose();
    // The sum, and SGD's momentum.
    expect(before - tf.memory().numTensors).toBe(2);
  });

  it('says that batch norm sees less', () => {
    class Normed extends Line {
      readonly norm = new BatchNorm2d(2);
    }
    const warnings: string[] = [];
    const wrapper = new OptimWrapper({ optimizer: new SGD({ lr: 1 }), accumulativeCounts: 2 });
    wrapper.setModel(new Normed(), { info: () => {}, warning: (line) => warnings.push(line) });
    expect(warnings).toEqual([expect.stringMatching(/BatchNorm/)]);
  });
});

it('plain SGD is recorded once', async () => {
  const model = new Line();
  const runs = vi.spyOn(model, 'loss');
  model.initWeights(0);
  const wrapper = new OptimWrapper({ optimizer: new SGD({ lr: 0.1 }) });
  wrapper.setModel(model);
  for (let iter = 0; iter < 4; iter += 1) await wrapper.step(model, waves(iter), hashKeys(iter));
  expect(runs).toHaveBeenCalledTimes(1);
});

it('why a step cannot be replayed goes into the run’s log, once', async () => {
  class Reading extends Line {
    override loss(batch: TensorBatch): Record<string, Tensor> {
      const losses = super.loss(batch);
      losses['loss']!.dataSync();
      return losses;
    }
  }
  const model = new Reading();
  model.initWeights(0);
  const warnings: string[] = [];
  const wrapper = new OptimWrapper({ optimizer: new SGD({ lr: 0.1, momentum: 0.9 }) });
  wrapper.setModel(model, { info: () => {}, warning: (line) => warnings.push(line) });
  for (let iter = 0; iter < 4; iter += 1) await wrapper.step(model, waves(iter), hashKeys(iter));
  expect(warnings).toEqual([
    expect.stringMatching(/training step is not replayed but runs op by op: it reads the values/),
  ]);
});

it('error_if_nonfinite ends a run whose gradients are none', async () => {
  const model = new Line();
  model.initWeights(0);
  const wrapper = new OptimWrapper({ optimizer: new SGD(), clipGrad: { maxNorm: 1, errorIfNonfinite: true } });
  wrapper.setModel(model);
  const batch = { ...waves(0), target: tf.fill([4, 1], Number.NaN) };
  await expect(wrapper.step(model, batch, hashKeys(0))).rejects.toThrow(
    expect.objectContaining({ code: 'MMA_OPTIM_NONFINITE' }),
  );
});

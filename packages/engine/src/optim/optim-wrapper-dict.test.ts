import { loadBackend, type Tensor } from '@mma/backend';
import { hashKeys } from '@mma/nn';
import { beforeAll, describe, expect, it } from 'vitest';
import '../index.js';
import { BaseModel } from '../model/base-model.js';
import type { DataPreprocessor, TensorBatch } from '../model/data-preprocessor.js';
import { OPTIM_WRAPPERS } from '../registry/roots.js';
import type { DataSample } from '../structures/data-sample.js';
import type { BaseOptimWrapper } from './base-optim-wrapper.js';
import { Line, TOTAL, trainLine, waves } from './testing/line.js';

beforeAll(async () => {
  await loadBackend();
});

describe('several optimizers', () => {
  class Pair extends BaseModel {
    declare readonly dataPreprocessor: DataPreprocessor;
    readonly one = new Line();
    readonly other = new Line();

    override loss(batch: TensorBatch): Record<string, Tensor> {
      return { loss_one: this.one.loss(batch)['loss']!, loss_other: this.other.loss(batch)['loss']! };
    }

    override predict(batch: TensorBatch): Tensor {
      return this.one.predict(batch);
    }

    override postprocess(): DataSample[] {
      return [];
    }
  }

  const parts = {
    one: { type: 'OptimWrapper', optimizer: { type: 'SGD', lr: 0.2, momentum: 0.9 }, clip_grad: { max_norm: 0.5 } },
    other: { type: 'OptimWrapper', optimizer: { type: 'Adam', lr: 0.1 }, accumulative_counts: 3 },
  };
  const multi = (config: object): BaseOptimWrapper =>
    OPTIM_WRAPPERS.build({ type: 'OptimWrapperDict', constructor: 'MultiOptimWrapperConstructor', ...config } as never);

  async function trainPair(iters: number, resumeAt = -1) {
    const model = new Pair();
    model.initWeights(0);
    let wrapper = multi(parts);
    wrapper.setModel(model);
    wrapper.initializeCounts(0, TOTAL);
    const logs: Record<string, number>[] = [];
    for (let iter = 0; iter < iters; iter += 1) {
      if (iter === resumeAt) {
        const state = await wrapper.stateDict();
        expect(Object.keys(state)).toEqual(['one', 'other']);
        wrapper = multi(parts);
        wrapper.setModel(model);
        wrapper.loadStateDict(state);
        wrapper.initializeCounts(iter, TOTAL);
      }
      logs.push(await wrapper.step(model, waves(iter), hashKeys(iter)));
    }
    return { logs, wrapper, one: [...model.one.w.value.dataSync()], other: [...model.other.w.value.dataSync()] };
  }

  it('each train their part of the model as they would alone', async () => {
    const both = await trainPair(TOTAL);
    const alone = async (config: object): Promise<number[]> => (await trainLine(config)).values.at(-1)!.w;
    const close = (found: number[], expected: number[]): void => {
      for (const [index, value] of found.entries()) expect(value).toBeCloseTo(expected[index]!, 5);
    };
    close(both.one, await alone(parts.one));
    close(both.other, await alone(parts.other));
    expect(Object.keys(both.logs[0]!)).toEqual(['one.grad_norm', 'loss', 'loss_one', 'loss_other']);
    expect(both.wrapper.learningRates()).toEqual({ 'one.lr': 0.2, 'other.lr': 0.1 });
  });

  it('go on from their states', async () => {
    const [whole, resumed] = [await trainPair(TOTAL), await trainPair(TOTAL, 5)];
    expect([resumed.one, resumed.other]).toEqual([whole.one, whole.other]);
    expect(() => multi({ one: parts.one }).loadStateDict({ one: {}, third: {} })).toThrow(
      /it is of \[one, third\], the config has optimizers for \[one\]/,
    );
  });

  it('are told apart by parts that the model has, none in common', () => {
    const model = new Pair();
    expect(() => multi({ on: parts.one }).setModel(model)).toThrow(
      expect.objectContaining({ code: 'MMA_OPTIM_PART', hint: 'did you mean `one`?' }),
    );
    const tied = new Pair();
    Object.assign(tied.other, { w: tied.one.w });
    expect(() => multi(parts).setModel(tied)).toThrow(/one and other have parameters in common/);
    const warnings: string[] = [];
    multi({ one: parts.one }).setModel(model, { info: () => {}, warning: (line) => warnings.push(line) });
    expect(warnings).toEqual(['1 parameters are part of no optimizer of optim_wrapper and are not trained.']);
    expect(() => multi({})).toThrow(/names no part of the model/);
  });
});

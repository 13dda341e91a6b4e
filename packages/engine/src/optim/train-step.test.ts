import { loadBackend, tf } from '@mma/backend';
import { hashKeys } from '@mma/nn';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ExponentialMovingAverage } from '../averaging/exponential-moving-average.js';
import { OPTIMIZERS } from '../registry/roots.js';
import { OptimWrapper } from './optim-wrapper.js';
import { batchOf, eagerly, momentumSgd, SmallNet, type Training, train } from './testing/small-training.js';
import '../index.js';

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

/** Small enough that rounding, which is not the same op by op, does not grow over the steps. */
const OPTIMIZERS_WITH_RATES: [string, number][] = [
  ['SGD', 0.05],
  ['Adam', 1e-3],
  ['AdamW', 1e-3],
  ['Adamax', 1e-3],
  ['NAdam', 1e-3],
  ['RAdam', 1e-3],
  ['RMSprop', 1e-3],
  ['Adagrad', 1e-2],
  ['Adadelta', 0.5],
  ['Lion', 1e-4],
  ['LAMB', 1e-3],
];

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
    expect(replayed.runs).toBe(1);
    const eager = await eagerly(() => train(50));
    expect(eager.runs).toBe(50);
    expectEqual(replayed, eager);
    expect(Number(replayed.weights.get('norm.num_batches_tracked')!.data[0])).toBe(50);
  });

  it('is the eager one for 50 steps with gradients of three batches for each update', async () => {
    const replayed = await train(50, { accumulativeCounts: 3 });
    // Of three batches each begins a sum, adds to it, or ends it with an update. The last two make an update of their own.
    expect(replayed.runs).toBe(4);
    const eager = await eagerly(() => train(50, { accumulativeCounts: 3 }));
    expect(eager.runs).toBe(50);
    expectEqual(replayed, eager);
  });

  it('is the eager one for 50 steps with a running average of the weights', async () => {
    const averaged = () => train(50, { average: new ExponentialMovingAverage({ momentum: 0.1 }) });
    const replayed = await averaged();
    expectEqual(replayed, await eagerly(averaged));
    expect(replayed.weights).not.toEqual((await train(50)).weights);
  });

  it.each(OPTIMIZERS_WITH_RATES)('is the eager one for 50 steps of %s', async (type, lr) => {
    const optimized = () => train(50, { optimizer: OPTIMIZERS.build({ type, lr, weight_decay: 1e-3 }) });
    const replayed = await optimized();
    expect(replayed.runs).toBe(1);
    expectEqual(replayed, await eagerly(optimized));
  });

  it('leaves no tensor behind', async () => {
    const { tensors } = await train(20);
    expect(new Set(tensors.slice(2)).size).toBe(1);
  });

  it('follows the schedulers without being recorded anew', async () => {
    const schedule: Training['intervene'] = ({ optimizer, iter }) => {
      const [group] = optimizer.paramGroups;
      group!.lr = 0.1 / (1 + iter);
      group!.momentum = 0.9 - iter / 50;
      group!.weightDecay = iter / 100;
      return undefined;
    };
    const replayed = await train(10, { intervene: schedule });
    expect(replayed.runs).toBe(1);
    expectEqual(replayed, await eagerly(() => train(10, { intervene: schedule })));
  });

  it('follows what is frozen, freed, or switched to evaluation mode meanwhile, and smaller batches', async () => {
    const meddle: Training['intervene'] = ({ model, iter }) => {
      if (iter === 3) model.conv.weight.requiresGrad = false;
      if (iter === 6) model.norm.eval();
      if (iter === 9) model.train();
      if (iter === 12) model.conv.weight.requiresGrad = true;
      return iter % 4 === 3 ? 2 : 4;
    };
    const replayed = await train(24, { intervene: meddle });
    expect(replayed.runs).toBeLessThan(16);
    expectEqual(replayed, await eagerly(() => train(24, { intervene: meddle })));
  });

  it('has the same bits whether it was recorded in this run or is recorded anew, as after resuming', async () => {
    const whole = await train(12);
    const model = new SmallNet();
    model.initWeights(3);
    const optimizer = momentumSgd();
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
    const reload: Training['intervene'] = ({ model, iter }) => {
      if (iter !== 5) return undefined;
      const other = new SmallNet();
      other.initWeights(8);
      for (const [index, parameter] of model.parameters().entries()) {
        parameter.assign(tf.clone(other.parameters()[index]!.value));
      }
      other.dispose();
      return undefined;
    };
    expectEqual(await train(8, { intervene: reload }), await eagerly(() => train(8, { intervene: reload })));
  });
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TensorData } from '@mma/checkpoint';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../index.js';
import { stateOfRun } from '../runner/fixtures/run-state.js';
import { tempDir } from '../runner/fixtures/toy-config.js';
import { toyRunner, weightsOf } from '../runner/fixtures/toy-run.js';

const withEma = (ema: ConfigDict = {}): ConfigDict => ({
  custom_hooks: [{ type: 'EMAHook', momentum: 0.1, ...ema }],
  'default_hooks.checkpoint': { interval: 1, by_epoch: false, max_keep_ckpts: -1, save_best: null },
});

const train = async (dir: string, changes: ConfigDict): Promise<void> => (await toyRunner(dir, changes)).train();
const saved = (dir: string, iter: number): string => join(dir, 'work', `iter_${iter}.pth`);

/** What training goes on with. */
async function ownWeights(file: string): Promise<{ steps: number; weights: Map<string, number[]> }> {
  const state = (await openCheckpoint(file))['ema_state_dict'] as Map<string, TensorData>;
  const entries = [...state].filter(([name]) => name.startsWith('module.'));
  return {
    steps: Number(state.get('steps')!.data[0]),
    weights: new Map(entries.map(([name, { data }]) => [name.slice(7), Array.from(data, Number)])),
  };
}

describe('an average of the weights', () => {
  it('is saved in their place at every step, and leaves training as it is without one', async () => {
    const [dir, plain] = [tempDir(), tempDir()];
    await train(dir, withEma());
    await train(plain, { ...withEma(), custom_hooks: [] });
    let average: Map<string, number[]> | undefined;
    for (let iter = 1; iter <= 12; iter += 1) {
      const { steps, weights } = await ownWeights(saved(dir, iter));
      expect(steps).toBe(iter);
      expect(weights).toEqual(await weightsOf(saved(plain, iter)));
      const former = average;
      average = new Map(
        [...weights].map(([name, newest]) => [
          name,
          newest.map((value, i) => (former === undefined ? value : former.get(name)![i]! * 0.9 + value * 0.1)),
        ]),
      );
      for (const [name, values] of await weightsOf(saved(dir, iter))) {
        for (const [i, value] of values.entries()) expect(value, name).toBeCloseTo(average.get(name)![i]!, 5);
      }
    }
  });

  it('is what is validated and tested', async () => {
    const dir = tempDir();
    const runner = await toyRunner(dir, withEma({ momentum: 0.01 }));
    const metrics: Readonly<Record<string, number>>[] = [];
    runner.events.subscribe((event) => event.type === 'val-end' && metrics.push(event.metrics));
    await runner.train();
    for (const [epoch, found] of metrics.entries()) {
      const check = await toyRunner(tempDir(), { load_from: saved(dir, (epoch + 1) * 4) });
      expect(await check.val()).toEqual(found);
    }
    expect(await runner.test()).toEqual(metrics.at(-1));
    // Testing a saved average with the hook still in the config tests the average.
    const config = { ...withEma(), load_from: saved(dir, 12) };
    expect(await (await toyRunner(tempDir(), config)).test()).toEqual(metrics.at(-1));
  });

  it.each([
    [{ begin_iter: 6 }, 5],
    [{ begin_epoch: 2 }, 4],
  ])('begins when it is told to: %o', async (begin, before) => {
    const dir = tempDir();
    await train(dir, withEma(begin));
    const steps = async (iter: number): Promise<number> => (await ownWeights(saved(dir, iter))).steps;
    expect([await steps(before), await steps(before + 1), await steps(before + 3)]).toEqual([0, 1, 3]);
    expect(await weightsOf(saved(dir, before))).toEqual((await ownWeights(saved(dir, before))).weights);
  });

  it.each<[string, ConfigDict]>([
    ['MomentumAnnealingEMA', { momentum: 0.1, gamma: 2 }],
    ['StochasticWeightAverage', { interval: 2, update_buffers: true }],
  ])('goes on exactly where it was stopped: %s', async (type, options) => {
    const changes: ConfigDict = {
      custom_hooks: [{ type: 'EMAHook', ema_type: type, ...options }],
      'default_hooks.checkpoint': { interval: 12, by_epoch: false, save_best: null },
    };
    const whole = tempDir();
    await train(whole, changes);
    for (const stopAt of ['train-iter', 'val-iter']) {
      const dir = tempDir();
      const runner = await toyRunner(dir, changes);
      let seen = 0;
      // The second validation, or the sixth iteration.
      runner.events.subscribe((event) => {
        if (event.type === stopAt) seen += 1;
        if (seen === (stopAt === 'val-iter' ? 5 : 6)) runner.stop('Ctrl-C');
      });
      await expect(runner.train()).rejects.toMatchObject({ code: 'MMA_RUN_INTERRUPTED' });
      await train(dir, { ...changes, resume: true });
      expect(readdirSync(join(dir, 'work'))).toContain('iter_12.pth');
      expect(await stateOfRun(saved(dir, 12)), stopAt).toEqual(await stateOfRun(saved(whole, 12)));
    }
  });

  it('says what is wrong with its options', async () => {
    const refused = (ema: ConfigDict): Promise<unknown> => toyRunner(tempDir(), withEma(ema));
    await expect(refused({ ema_type: 'ExponentialMovingAvrage' })).rejects.toThrow(/ExponentialMovingAverage/);
    await expect(refused({ gamma: 3 })).rejects.toThrow(/gamma/);
    await expect(refused({ begin_iter: 1, begin_epoch: 1 })).rejects.toThrow(/not both/);
    await expect(train(tempDir(), withEma({ begin_epoch: 9 }))).rejects.toMatchObject({ code: 'MMA_HOOK_EMA_BEGIN' });
  });
});

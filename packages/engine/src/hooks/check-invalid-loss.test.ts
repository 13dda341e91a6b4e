import { join } from 'node:path';
import type { TensorData } from '@mma/checkpoint';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../index.js';
import { tempDir } from '../runner/fixtures/toy-config.js';
import '../runner/fixtures/toy-hooks.js';
import { logOf, toyRunner, weightsOf } from '../runner/fixtures/toy-run.js';

/** Trains with weights that are spoilt after iteration 6, saving every second iteration. */
async function spoilt(dir: string, options: ConfigDict, checkpoint: ConfigDict = {}): Promise<number> {
  const runner = await toyRunner(dir, {
    custom_hooks: [
      { type: 'SpoilWeights', iter: 6, priority: 'LOW' },
      { type: 'CheckInvalidLossHook', ...options },
    ],
    'default_hooks.checkpoint': { interval: 2, by_epoch: false, save_best: null, max_keep_ckpts: -1, ...checkpoint },
  });
  let iters = 0;
  runner.events.subscribe((event) => {
    if (event.type === 'train-iter') iters = event.iter;
  });
  try {
    await runner.train();
  } catch (error) {
    throw Object.assign(error as Error, { iters });
  }
  return iters;
}

describe('a loss that is no number', () => {
  it('ends training at once, naming the last checkpoint that is not spoilt yet', async () => {
    const dir = tempDir();
    const good = join(dir, 'work', 'iter_4.pth');
    await expect(spoilt(dir, {})).rejects.toMatchObject({
      code: 'MMA_TRAIN_INVALID_LOSS',
      message: expect.stringMatching(
        new RegExp(`at iteration 7 \\(.*loss NaN.*\\); the last good checkpoint is ${good}, after 4 iterations`),
      ),
      hint: expect.stringContaining(`--resume ${good}`),
      iters: 6,
    });
    // The file of iteration 6 was written after a good loss, and holds spoilt weights.
    expect([...(await weightsOf(join(dir, 'work', 'iter_6.pth'))).values()].flat()).toContain(Number.POSITIVE_INFINITY);
    expect([...(await weightsOf(good)).values()].flat().every(Number.isFinite)).toBe(true);
  });

  it('is noticed at the next look, with its own iteration', async () => {
    await expect(spoilt(tempDir(), { interval: 5 })).rejects.toMatchObject({
      message: expect.stringContaining('at iteration 7'),
      iters: 9,
    });
  });

  it('names no file that is gone', async () => {
    await expect(spoilt(tempDir(), {}, { max_keep_ckpts: 1 })).rejects.toThrow(/there is no checkpoint from before/);
  });
});

describe('steps that are left out', () => {
  const skipping = (iters: number[], options: ConfigDict = {}): ConfigDict => ({
    'model.norm': true,
    custom_hooks: [
      { type: 'SpoilBatches', iters },
      { type: 'CheckInvalidLossHook', action: 'skip', ...options },
      { type: 'EMAHook', momentum: 0.5, priority: 'VERY_LOW' },
    ],
    'default_hooks.checkpoint': { interval: 1, by_epoch: false, save_best: null, max_keep_ckpts: -1 },
    // Schedules go on meanwhile: without one, the step after is what the one left out would have been.
    param_scheduler: [],
  });

  it('change nothing: weights, buffers, momentum; and training goes on', async () => {
    const dir = tempDir();
    await (await toyRunner(dir, skipping([5, 6]))).train();
    const at = async (iter: number) => {
      const { optimizer, ema_state_dict: own } = await openCheckpoint(join(dir, 'work', `iter_${iter}.pth`));
      const weights = new Map([...(own as Map<string, TensorData>)].filter(([name]) => name !== 'steps'));
      return { optimizer, weights };
    };
    expect(await at(5)).toEqual(await at(4));
    expect(await at(6)).toEqual(await at(4));
    expect(await at(7)).not.toEqual(await at(4));
    const last = [...(await weightsOf(join(dir, 'work', 'iter_12.pth'))).values()].flat();
    expect(last.every(Number.isFinite)).toBe(true);
    const log = logOf(join(dir, 'work'));
    expect(log).toContain('Iteration 5 is left out: ');
    expect(log).toContain('2 iterations were left out');
  });

  it('are the same whether steps are replayed or run op by op', async () => {
    const weights = async (): Promise<Map<string, number[]>> => {
      const dir = tempDir();
      await (await toyRunner(dir, skipping([2, 7]))).train();
      return weightsOf(join(dir, 'work', 'iter_12.pth'));
    };
    const replayed = await weights();
    process.env['MMA_EAGER'] = '1';
    try {
      for (const [name, values] of await weights()) {
        for (const [i, value] of values.entries()) expect(value, name).toBeCloseTo(replayed.get(name)![i]!, 4);
      }
    } finally {
      delete process.env['MMA_EAGER'];
    }
  });

  it('end training when they are too many in a row', async () => {
    const runner = await toyRunner(tempDir(), skipping([2, 3, 5, 6, 7, 8], { max_skips: 3 }));
    await expect(runner.train()).rejects.toThrow(/at iteration 8 /);
  });
});

import { join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../runner/fixtures/toy-config.js';
import '../runner/fixtures/toy-hooks.js';
import { toyRunner, weightsOf } from '../runner/fixtures/toy-run.js';

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

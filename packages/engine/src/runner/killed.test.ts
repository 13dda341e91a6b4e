import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../index.js';
import { trainKilled } from './fixtures/killed-run.js';
import { stateOfRun } from './fixtures/run-state.js';
import { tempDir } from './fixtures/toy-config.js';
import { toyRunner } from './fixtures/toy-run.js';

const changes = {
  'train_cfg.max_epochs': 6,
  'param_scheduler.0.end': 6,
  'param_scheduler.0.milestones': [2, 4],
  'default_hooks.checkpoint': { interval: 3, by_epoch: false, max_keep_ckpts: 2, save_best: 'auto' },
};

// Five processes start TensorFlow one after another.
describe('a run that is killed at any moment and resumed', { timeout: 180_000 }, () => {
  it('ends bit for bit as one that was left alone: weights, momentum, schedules, log, best score', async () => {
    const whole = tempDir();
    await (await toyRunner(whole, changes)).train();
    const killed = tempDir();
    const workers = { ...changes, 'train_dataloader.num_workers': 2, 'train_dataloader.persistent_workers': true };
    const moments = await trainKilled(killed, workers, { kills: 3, maxIters: 24, random: Random.of('killed') });
    expect(moments).toHaveLength(3);
    const final = join('work', 'iter_24.pth');
    expect(await stateOfRun(join(killed, final))).toEqual(await stateOfRun(join(whole, final)));
    const files = (dir: string): string[] => readdirSync(join(dir, 'work')).filter((name) => !/^\d{8}_/.test(name));
    expect(files(killed).sort()).toEqual(files(whole).sort());
  });
});

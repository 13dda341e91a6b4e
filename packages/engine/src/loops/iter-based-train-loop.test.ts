import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { DataLoader, predictBatch, type RunEvent } from '../index.js';
import '../runner/fixtures/toy-hooks.js';
import { stateOfRun } from '../runner/fixtures/run-state.js';
import { tempDir } from '../runner/fixtures/toy-config.js';
import { logOf, runDirs, toyRunner } from '../runner/fixtures/toy-run.js';

/** The toy for 10 iterations of 4 a pass, saved every 3, validated every 4 and at the end. */
const BY_ITERS: ConfigDict = {
  train_cfg: { _delete_: true, type: 'IterBasedTrainLoop', max_iters: 10, val_interval: 4 },
  'train_dataloader.sampler': { type: 'InfiniteSampler', shuffle: true },
  param_scheduler: [{ type: 'MultiStepLR', by_epoch: false, milestones: [5], gamma: 0.1 }],
  'default_hooks.checkpoint': { interval: 3, by_epoch: false, save_best: 'auto', max_keep_ckpts: -1 },
  log_processor: { type: 'LogProcessor', window_size: 20, by_epoch: false },
};

async function train(dir: string, changes: ConfigDict = {}): Promise<RunEvent[]> {
  const runner = await toyRunner(dir, { ...BY_ITERS, ...changes });
  const events: RunEvent[] = [];
  runner.events.subscribe((event) => events.push(event));
  await runner.train();
  return events;
}

const files = (dir: string): string[] =>
  readdirSync(join(dir, 'work'))
    .filter((name) => name.endsWith('.pth') && !name.startsWith('best'))
    .sort();

describe('training by iterations', () => {
  it('goes over the data as often as it takes, validates and saves between iterations, and logs as MMEngine does', async () => {
    const dir = tempDir();
    const events = await train(dir);
    const log = logOf(join(dir, 'work'));
    const lines = [...log.matchAll(/Iter\((?:train|val)\) \[ ?\d+\/\d+\]/g)].map(([line]) => line);
    const steps = (from: number, to: number): string[] =>
      Array.from({ length: to - from + 1 }, (_, i) => `Iter(train) [${String(from + i).padStart(2)}/10]`);
    const pass = ['Iter(val) [1/3]', 'Iter(val) [2/3]', 'Iter(val) [3/3]', 'Iter(val) [3/3]'];
    expect(lines).toEqual([...steps(1, 4), ...pass, ...steps(5, 8), ...pass, ...steps(9, 10), ...pass]);
    expect(files(dir)).toEqual(['iter_10.pth', 'iter_3.pth', 'iter_6.pth', 'iter_9.pth']);
    const iters = events.filter((event) => event.type === 'train-iter');
    expect(iters.map(({ iter }) => iter)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(iters.map(({ lr }) => lr)).toEqual([
      ...Array.from({ length: 5 }, () => 0.1),
      ...Array.from({ length: 5 }, () => expect.closeTo(0.01, 12)),
    ]);
    expect(iters.at(-1)).toMatchObject({ batch: 10, batches: 10, maxIters: 10 });
  });

  it('changes how often it validates at milestones', async () => {
    const events = await train(tempDir(), { 'train_cfg.val_begin': 2, 'train_cfg.dynamic_intervals': [[7, 1]] });
    const validated = events.flatMap((event, index) => {
      const before = events.slice(0, index).findLast(({ type }) => type === 'train-iter');
      return event.type === 'val-end' && before?.type === 'train-iter' ? [before.iter] : [];
    });
    expect(validated).toEqual([4, 6, 7, 8, 9, 10]);
  });

  it.each([
    ['in the middle of a pass', (event: RunEvent) => event.type === 'train-iter' && event.iter === 5],
    ['between an iteration and its validation', (event: RunEvent) => event.type === 'val-iter'],
  ])('is resumed exactly %s', async (_, when) => {
    const whole = tempDir();
    await train(whole);
    const dir = tempDir();
    const runner = await toyRunner(dir, BY_ITERS);
    runner.events.subscribe((event) => when(event) && runner.stop('Ctrl-C'));
    await expect(runner.train()).rejects.toMatchObject({ code: 'MMA_RUN_INTERRUPTED' });
    const events = await train(dir, { resume: true });
    expect(events.filter(({ type }) => type === 'train-iter').length).toBeLessThan(7);
    const final = join('work', 'iter_10.pth');
    expect(await stateOfRun(join(dir, final))).toEqual(await stateOfRun(join(whole, final)));
    expect(files(dir)).toEqual(files(whole));
  });

  it('ends at the iteration at which a hook asks it to', async () => {
    const dir = tempDir();
    await train(dir, { custom_hooks: [{ type: 'StopAtIter', iter: 6 }] });
    expect(files(dir)).toEqual(['iter_3.pth', 'iter_6.pth']);
  });

  it('is what by_epoch: false means in older configs, whose lines count iterations unless told otherwise', async () => {
    const dir = tempDir();
    await train(dir, {
      train_cfg: { _delete_: true, by_epoch: false, max_iters: 2 },
      log_processor: { _delete_: true, type: 'LogProcessor' },
    });
    expect(logOf(join(dir, 'work'))).toContain('Iter(train) [2/2]');
  });
});

describe('losses of a validation pass', () => {
  it('are those of the model in evaluation mode, in log, scalars and metrics', async () => {
    const dir = tempDir();
    const runner = await toyRunner(dir, {
      'train_cfg.max_epochs': 1,
      'val_cfg.log_losses': true,
      'default_hooks.checkpoint.save_best': 'loss',
    });
    await runner.train();
    // By hand: -log of the score of the right class, which predictions hold.
    const losses: number[] = [];
    const elsewhere = { work_dir: join(dir, 'check'), load_from: join(dir, 'work', 'epoch_1.pth') };
    const check = await toyRunner(dir, { ...elsewhere, 'val_cfg.log_losses': true });
    const metrics = await check.val();
    const { model } = check;
    const loader = await DataLoader.fromConfig(
      { batch_size: 24, dataset: { type: 'ToyPoints', samples: 24, split: 'val' } },
      { seed: 7 },
    );
    for await (const batch of loader.iterate({ epoch: 0 })) {
      for (const { predScore, gtLabel } of await predictBatch(model, batch)) {
        losses.push(-Math.log(predScore![gtLabel![0]!]!));
      }
    }
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(metrics['loss']).toBeCloseTo(mean, 5);
    expect(metrics['loss_cls']).toBeCloseTo(mean, 5);
    expect(Object.keys(metrics)).toEqual(['acc/top1', 'acc/error', 'loss', 'loss_cls']);
    const [run] = runDirs(join(dir, 'work'));
    const rows = readFileSync(join(run!, 'vis_data', 'scalars.json'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(JSON.parse(rows.at(-1)!)).toMatchObject({ loss: expect.closeTo(mean, 5), step: 1 });
    expect(readdirSync(join(dir, 'work'))).toContain('best_loss_epoch_1.pth');
  });
});

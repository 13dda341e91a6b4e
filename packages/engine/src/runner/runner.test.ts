import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tf } from '@mma/backend';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { tempDir } from './fixtures/toy-config.js';
import { logOf, runDirs, toyRunner } from './fixtures/toy-run.js';

describe('validation and testing', () => {
  it('give the figures that validation gave while training, on the same samples', async () => {
    const dir = tempDir();
    const runner = await toyRunner(dir);
    const seen: Record<string, number>[] = [];
    runner.events.subscribe((event) => event.type === 'val-end' && seen.push({ ...event.metrics }));
    await runner.train();
    const last = seen.at(-1)!;
    expect(await runner.test()).toEqual(last);
    const fresh = await toyRunner(dir, { load_from: join(dir, 'work', 'epoch_3.pth'), randomness: { seed: 99 } });
    expect(await fresh.val()).toEqual(last);
    expect(await fresh.test()).toEqual(last);
  });

  it('leave the test result beside the log', async () => {
    const dir = tempDir();
    const metrics = await (await toyRunner(dir)).test();
    const [runDir] = runDirs(join(dir, 'work'));
    const file = readdirSync(runDir!).find((name) => name.endsWith('.json'))!;
    expect(JSON.parse(readFileSync(join(runDir!, file), 'utf8'))).toMatchObject(metrics);
    expect(logOf(join(dir, 'work'))).toMatch(/Epoch\(test\) \[3\/3\] {4}acc\/top1: /);
  });

  it('say what is missing when a config has nothing for them', async () => {
    const dir = tempDir();
    const without = { test_dataloader: null, test_cfg: null, test_evaluator: null };
    await expect((await toyRunner(dir, without)).test()).rejects.toMatchObject({ code: 'MMA_RUN_MODE' });
  });
});

describe('a run', () => {
  it('is the same again with the same seed, and another with another', async () => {
    const losses = async (changes: ConfigDict): Promise<number[]> => {
      const runner = await toyRunner(tempDir(), changes);
      const seen: number[] = [];
      runner.events.subscribe((event) => event.type === 'train-iter' && seen.push(event.logVars['loss']!));
      await runner.train();
      return seen;
    };
    const first = await losses({});
    expect(await losses({})).toEqual(first);
    expect(await losses({ randomness: { seed: 8 } })).not.toEqual(first);
  });

  it('logs what its datasets have noticed', async () => {
    const dir = tempDir();
    await (await toyRunner(dir)).val();
    expect(logOf(join(dir, 'work'))).toMatch(/WARNING - val data: a cloud of points\n/);
  });

  it('draws a seed, and logs it, where the config gives none', async () => {
    const dir = tempDir();
    await (await toyRunner(dir, { randomness: { seed: null } })).val();
    expect(logOf(join(dir, 'work'))).toMatch(/ {4}seed: \d+\n/);
  });

  it('scales the learning rate with the batch size when told to', async () => {
    const dir = tempDir();
    const runner = await toyRunner(dir, { auto_scale_lr: { enable: true, base_batch_size: 16 } });
    const rates: number[] = [];
    runner.events.subscribe((event) => event.type === 'train-iter' && rates.push(event.lr));
    await runner.train();
    expect(rates[0]).toBeCloseTo(0.05, 12);
    expect(logOf(join(dir, 'work'))).toContain('Scaling the original LR by 0.5.');
  });

  it('leaves no tensors but the model, however long it is', async () => {
    const count = async (epochs: number): Promise<number> => {
      const before = tf.memory().numTensors;
      const runner = await toyRunner(tempDir(), { 'train_cfg.max_epochs': epochs });
      await runner.train();
      return tf.memory().numTensors - before;
    };
    expect(await count(1)).toBe(4);
    expect(await count(4)).toBe(4);
  });

  it('tells all mistakes of a config at once, before anything is made', async () => {
    const dir = tempDir();
    const wrong = toyRunner(dir, {
      'model.num_class': 2,
      'optim_wrapper.optimizer.type': 'SDG',
      'default_hooks.logger.intervall': 5,
      'param_scheduler.0.type': 'MultiStep',
      'val_dataloader.dataset.type': 'ToyPoint',
      test_evaluator: null,
    });
    await expect(wrong).rejects.toThrow(
      /^6 problems in the config:(.*\n)*.*model\.num_class.*num_classes(.*\n)*.*optim_wrapper\.optimizer\.type.*SGD/,
    );
    await expect(wrong).rejects.toThrow(/default_hooks\.logger\.intervall.*interval/);
    await expect(wrong).rejects.toThrow(/val_dataloader\.dataset\.type.*ToyPoints/);
    await expect(wrong).rejects.toThrow(/test_evaluator.*required beside test_dataloader and test_cfg/);
    expect(existsSync(join(dir, 'work'))).toBe(false);
  });

  it('refuses a work dir that is a file', async () => {
    const dir = tempDir();
    const runner = await toyRunner(dir, { work_dir: join(dir, 'tiny.json') });
    await expect(runner.train()).rejects.toMatchObject({ code: 'MMA_RUN_WORK_DIR' });
  });
});

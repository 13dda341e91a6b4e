import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint, type RunEvent } from '../index.js';
import { tempDir } from './fixtures/toy-config.js';
import { logOf, runDirs, toyRunner } from './fixtures/toy-run.js';

const STAMP = String.raw`\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2} - mma - INFO - `;
const NUMBER = String.raw`\d+\.\d{4}`;

describe('a training run', () => {
  const dir = tempDir();
  const workDir = join(dir, 'work');
  const events: RunEvent[] = [];
  let log = '';

  beforeAll(async () => {
    const runner = await toyRunner(dir);
    runner.events.subscribe((event) => events.push(event));
    await runner.train();
    log = logOf(workDir);
  });

  it('learns', () => {
    const losses = events.filter((event) => event.type === 'train-iter').map((event) => event.logVars['loss']!);
    expect(losses).toHaveLength(12);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });

  it('begins its log with the environment, the config and the hooks', () => {
    expect(log).toMatch(/System environment:\n {4}sys.platform: /);
    expect(log).toMatch(/ {4}TensorFlow: \d+\.\d+/);
    expect(log).toMatch(/Runtime environment:\n(.*\n)* {4}seed: 7\n/);
    expect(log).toMatch(new RegExp(`${STAMP}Config:\ndefault_hooks = dict\\(\n`));
    expect(log).toMatch(
      /after_train_iter:\n\(VERY_HIGH {3}\) RuntimeInfoHook {20}\n\(NORMAL {6}\) IterTimerHook {22}\n\(BELOW_NORMAL\) LoggerHook {25}\n\(LOW {9}\) ParamSchedulerHook {17}\n\(VERY_LOW {4}\) CheckpointHook {21}\n -{20} \n/,
    );
  });

  it('logs training, validation, checkpoints in the lines of MMEngine', () => {
    const lines = log.split('\n');
    const train = new RegExp(
      String.raw`^${STAMP}Epoch\(train\) \[1\]\[1/4\]  lr: 1\.0000e-01  eta: \d:\d\d:\d\d  time: ${NUMBER}  data_time: ${NUMBER}  memory: \d+  grad_norm: ${NUMBER}  loss: ${NUMBER}  top1_acc: ${NUMBER}  loss_cls: ${NUMBER}$`,
    );
    expect(lines.filter((line) => train.test(line))).toHaveLength(1);
    expect(lines.filter((line) => /Epoch\(train\) \[\d\]\[\d\/4\]/.test(line))).toHaveLength(12);
    expect(log).toMatch(new RegExp(`${STAMP}Exp name: tiny_\\d{8}_\\d{6}\n`));
    expect(log).toMatch(new RegExp(`${STAMP}Saving checkpoint at 1 epochs\n`));
    expect(log).toMatch(
      new RegExp(
        String.raw`${STAMP}Epoch\(val\) \[1\]\[1/3\]    eta: 0:00:00  time: ${NUMBER}  data_time: ${NUMBER}  memory: \d+  \n`,
      ),
    );
    expect(log).toMatch(
      new RegExp(
        String.raw`${STAMP}Epoch\(val\) \[1\]\[3/3\]    acc/top1: ${NUMBER}  acc/error: ${NUMBER}  data_time: ${NUMBER}  time: ${NUMBER}\n`,
      ),
    );
    expect(log).toMatch(
      new RegExp(
        String.raw`${STAMP}The best checkpoint with ${NUMBER} acc/top1 at 1 epoch is saved to best_acc_top1_epoch_1\.pth\.\n`,
      ),
    );
  });

  it('follows the learning rate schedule', () => {
    const rates = events.filter((event) => event.type === 'train-iter').map(({ lr }) => lr);
    expect([0, 4, 8].map((iter) => rates[iter])).toEqual([0.1, expect.closeTo(0.01, 12), expect.closeTo(0.001, 12)]);
  });

  it('keeps the scalars as JSON lines, in two files alike', () => {
    const [runDir] = runDirs(workDir);
    const text = readFileSync(join(runDir!, 'vis_data', 'scalars.json'), 'utf8');
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, number>);
    expect(rows).toHaveLength(15);
    expect(Object.keys(rows[0]!)).toEqual([
      'lr',
      'data_time',
      'grad_norm',
      'loss',
      'top1_acc',
      'loss_cls',
      'time',
      'epoch',
      'iter',
      'memory',
      'step',
    ]);
    expect(rows[5]).toMatchObject({ epoch: 2, iter: 5, step: 5 });
    expect(Object.keys(rows[4]!)).toEqual(['acc/top1', 'acc/error', 'data_time', 'time', 'step']);
    expect(rows[4]!['step']).toBe(1);
    const copy = readdirSync(join(runDir!, 'vis_data')).find((name) => /^\d{8}_\d{6}\.json$/.test(name))!;
    expect(readFileSync(join(runDir!, 'vis_data', copy), 'utf8')).toBe(text);
  });

  it('leaves the last checkpoint, the best one, and the config', () => {
    const scores = events.flatMap((event) => (event.type === 'val-end' ? [event.metrics['acc/top1']!] : []));
    const best = scores.indexOf(Math.max(...scores)) + 1;
    const left = readdirSync(workDir).filter((name) => !/^\d{8}_\d{6}$/.test(name));
    expect(left.sort()).toEqual([`best_acc_top1_epoch_${best}.pth`, 'epoch_3.pth', 'last_checkpoint', 'tiny.py']);
    expect(readFileSync(join(workDir, 'last_checkpoint'), 'utf8')).toBe(join(workDir, 'epoch_3.pth'));
    expect(readFileSync(join(workDir, 'tiny.py'), 'utf8')).toContain("model = dict(hidden=8, type='ToyNet')");
  });

  it('saves checkpoints in the structure of MMEngine', async () => {
    const checkpoint = await openCheckpoint(join(workDir, 'epoch_3.pth'));
    expect(Object.keys(checkpoint)).toEqual(
      expect.arrayContaining(['meta', 'state_dict', 'message_hub', 'optimizer', 'param_schedulers']),
    );
    const meta = checkpoint['meta'] as Map<string, unknown>;
    expect(Object.fromEntries(meta)).toMatchObject({ epoch: 3, iter: 12, seed: 7 });
    expect([...(checkpoint['state_dict'] as Map<string, unknown>).keys()]).toEqual([
      'fc1.weight',
      'fc1.bias',
      'fc2.weight',
      'fc2.bias',
    ]);
  });

  it('tells observers what happened, in order', () => {
    const kinds = events.map(({ type }) => type).filter((type) => type !== 'log');
    expect(kinds.slice(0, 12)).toEqual([
      'run-start',
      'epoch-start',
      'train-iter',
      'train-iter',
      'train-iter',
      'train-iter',
      'checkpoint-saved',
      'epoch-end',
      'val-iter',
      'val-iter',
      'val-iter',
      'best-checkpoint',
    ]);
    expect(kinds.at(-1)).toBe('run-end');
    expect(events.find((event) => event.type === 'train-iter')).toMatchObject({
      epoch: 1,
      maxEpochs: 3,
      batch: 1,
      batches: 4,
      iter: 1,
      maxIters: 12,
    });
  });
});

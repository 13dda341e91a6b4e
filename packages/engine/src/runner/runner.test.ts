import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tf } from '@mma/backend';
import type { TensorData } from '@mma/checkpoint';
import type { ConfigDict } from '@mma/config';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../checkpoint/open-checkpoint.js';
import {
  CheckpointHook,
  type CheckpointPayload,
  DataLoader,
  DefaultSampler,
  EpochBasedTrainLoop,
  Evaluator,
  Hook,
  type HookContext,
  IterTimerHook,
  LoggerHook,
  OptimWrapper,
  type RunEvent,
  type RunLoader,
  Runner,
  type RunnerParts,
  RuntimeInfoHook,
  SGD,
  ValLoop,
} from '../index.js';
import { ToyAccuracy, ToyNet, ToyPoints } from './fixtures/toy.js';
import { tempDir, toyConfig } from './fixtures/toy-config.js';

const STAMP = String.raw`\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2} - mma - INFO - `;
const NUMBER = String.raw`\d+\.\d{4}`;

async function toyRunner(dir: string, changes: ConfigDict = {}): Promise<Runner> {
  return Runner.fromConfig(await toyConfig(dir, changes), { console: false });
}

function runDirs(workDir: string): string[] {
  return readdirSync(workDir)
    .filter((name) => /^\d{8}_\d{6}$/.test(name))
    .map((name) => join(workDir, name))
    .sort();
}

function logOf(workDir: string): string {
  const dir = runDirs(workDir).at(-1)!;
  return readFileSync(join(dir, readdirSync(dir).find((name) => name.endsWith('.log'))!), 'utf8');
}

async function weightsOf(file: string): Promise<Map<string, number[]>> {
  const state = (await openCheckpoint(file))['state_dict'];
  if (!(state instanceof Map)) throw new Error(`${file} has no state dict`);
  return new Map([...(state as Map<string, TensorData>)].map(([name, { data }]) => [name, Array.from(data, Number)]));
}

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

describe('a resumed run', () => {
  it('ends with the very weights, log and best score of a run that was never interrupted', async () => {
    const whole = tempDir();
    await (await toyRunner(whole)).train();

    const halved = tempDir();
    const schedule = { 'param_scheduler.0.end': 3 };
    await (await toyRunner(halved, { ...schedule, 'train_cfg.max_epochs': 1 })).train();
    await (await toyRunner(halved, { ...schedule, resume: true })).train();

    const file = join('work', 'epoch_3.pth');
    expect(await weightsOf(join(halved, file))).toEqual(await weightsOf(join(whole, file)));
    const log = logOf(join(halved, 'work'));
    expect(log).toContain('resumed epoch: 1, iter: 4');
    const lossAt = (text: string): string => /\[3\]\[4\/4\].*(loss: [\d.]+) /.exec(text)![1]!;
    expect(lossAt(log)).toBe(lossAt(logOf(join(whole, 'work'))));
    const best = (dir: string): string[] => readdirSync(join(dir, 'work')).filter((name) => name.startsWith('best'));
    expect(best(halved)).toEqual(best(whole));
  });

  it('goes on in the middle of an epoch, batch for batch', async () => {
    const checkpoints = {
      'default_hooks.checkpoint': { interval: 2, by_epoch: false, max_keep_ckpts: -1, save_best: null },
    };
    const whole = tempDir();
    await (await toyRunner(whole, checkpoints)).train();
    const resumed = tempDir();
    const runner = await toyRunner(resumed, {
      ...checkpoints,
      load_from: join(whole, 'work', 'iter_6.pth'),
      resume: true,
    });
    const batches: number[] = [];
    runner.events.subscribe((event) => event.type === 'train-iter' && batches.push(event.iter));
    await runner.train();
    expect(batches).toEqual([7, 8, 9, 10, 11, 12]);
    const file = join('work', 'iter_12.pth');
    expect(await weightsOf(join(resumed, file))).toEqual(await weightsOf(join(whole, file)));
  });

  it('starts from the beginning, and says so, when there is nothing to resume from', async () => {
    const dir = tempDir();
    await (await toyRunner(dir, { resume: true, 'train_cfg.max_epochs': 1, param_scheduler: [] })).train();
    expect(logOf(join(dir, 'work'))).toContain('There is no checkpoint to resume from');
  });
});

describe('starting weights', () => {
  it('are taken where they fit; a head for another number of classes is reported and trained anew', async () => {
    const dir = tempDir();
    await (await toyRunner(dir)).train();
    const file = join(dir, 'work', 'epoch_3.pth');
    const other = tempDir();
    await (await toyRunner(other, { load_from: file, 'model.num_classes': 3 })).val();
    const log = logOf(join(other, 'work'));
    expect(log).toContain(`Load checkpoint from ${file}`);
    expect(log).toContain('loaded:     2');
    expect(log).toContain('fc2.weight: the model has [3,8], the file [2,8]');
  });

  it('cannot come from a file that is not there, an address, or another model', async () => {
    const dir = tempDir();
    const val = async (file: string): Promise<unknown> => (await toyRunner(dir, { load_from: file })).val();
    await expect(val(join(dir, 'none.pth'))).rejects.toMatchObject({ code: 'MMA_CHECKPOINT_NOT_FOUND' });
    await expect(val('https://example.org/tsn.pth?x=1')).rejects.toMatchObject({
      code: 'MMA_CHECKPOINT_REMOTE',
      hint: expect.stringContaining('checkpoints/tsn.pth'),
    });
  });
});

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

describe('stopping', () => {
  it('ends the run between two iterations, with whole files and a run that can be resumed', async () => {
    const dir = tempDir();
    const runner = await toyRunner(dir);
    const ends: RunEvent[] = [];
    runner.events.subscribe((event) => {
      if (event.type === 'train-iter' && event.iter === 6) runner.stop('Ctrl-C');
      if (event.type === 'run-end') ends.push(event);
    });
    await expect(runner.train()).rejects.toMatchObject({ code: 'MMA_RUN_INTERRUPTED', message: /Ctrl-C/ });
    expect(ends).toMatchObject([{ outcome: 'interrupted' }]);
    const work = join(dir, 'work');
    expect(readdirSync(work).filter((name) => name.includes('tmp'))).toEqual([]);
    expect(logOf(work)).toMatch(/ERROR - the run was stopped: Ctrl-C\n$/);
    await (await toyRunner(dir, { resume: true })).train();
    expect(existsSync(join(work, 'epoch_3.pth'))).toBe(true);
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

describe('a runner of plain objects', () => {
  const partsOf = (dir: string, hooks: readonly Hook[]): RunnerParts => {
    const data = (split: string, shuffle: boolean): RunLoader =>
      new DataLoader(
        {
          dataset: new ToyPoints({ samples: 16, split }),
          batchSize: 8,
          sampler: new DefaultSampler({ shuffle, roundUp: true }),
        },
        { seed: 3 },
      );
    return {
      model: new ToyNet({ hidden: 4, numClasses: 2 }),
      workDir: dir,
      seed: 3,
      console: false,
      hooks,
      train: async () => {
        const loader = data('train', true);
        const optimizer = new SGD({ lr: 0.1 });
        return {
          loop: new EpochBasedTrainLoop({ maxEpochs: 4, valInterval: 2 }),
          loader,
          optimWrapper: new OptimWrapper({ optimizer }),
        };
      },
      val: () => ({ loop: new ValLoop(), loader: data('val', false), evaluator: new Evaluator([new ToyAccuracy()]) }),
    };
  };

  it('trains, validates and saves as one of a config does', async () => {
    const dir = tempDir();
    const hooks = [new RuntimeInfoHook(), new IterTimerHook(), new LoggerHook(), new CheckpointHook({ interval: 2 })];
    const runner = new Runner(partsOf(dir, hooks));
    const passes: number[] = [];
    runner.events.subscribe((event) => event.type === 'val-end' && passes.push(event.epoch));
    await runner.train();
    expect(passes).toEqual([2, 4]);
    expect(readdirSync(dir).filter((name) => name.endsWith('.pth'))).toEqual(['epoch_2.pth', 'epoch_4.pth']);
  });

  it('lets a hook end training early and add to checkpoints', async () => {
    class Early extends Hook {
      override afterTrainEpoch({ progress, stopTraining }: HookContext): void {
        if (progress.epoch === 1) stopTraining();
      }

      override beforeSaveCheckpoint(_context: HookContext, { checkpoint }: CheckpointPayload): void {
        checkpoint['note'] = 'two epochs';
      }
    }
    const dir = tempDir();
    await new Runner(partsOf(dir, [new Early(), new CheckpointHook({ interval: 1 })])).train();
    const files = readdirSync(dir).filter((name) => name.endsWith('.pth'));
    expect(files).toEqual(['epoch_1.pth', 'epoch_2.pth']);
    expect((await openCheckpoint(join(dir, 'epoch_2.pth')))['note']).toBe('two epochs');
  });
});

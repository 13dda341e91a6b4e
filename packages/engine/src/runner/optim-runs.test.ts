import { join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OPTIMIZERS, openCheckpoint, PARAM_SCHEDULERS, type TrainIterEvent } from '../index.js';
import { stateOfRun } from './fixtures/run-state.js';
import { tempDir } from './fixtures/toy-config.js';
import { logOf, toyRunner, weightsOf } from './fixtures/toy-run.js';

afterEach(() => vi.unstubAllEnvs());

/** The toy without validation, every epoch kept; `optim_wrapper` as a whole. */
const PLAIN: ConfigDict = {
  val_dataloader: null,
  val_cfg: null,
  val_evaluator: null,
  'default_hooks.checkpoint.save_best': null,
  'default_hooks.checkpoint.max_keep_ckpts': 5,
  param_scheduler: [],
};

interface Trained {
  dir: string;
  events: TrainIterEvent[];
  file(epoch: number): string;
}

async function train(changes: ConfigDict, more: ConfigDict = {}): Promise<Trained> {
  const dir = tempDir();
  const runner = await toyRunner(dir, { ...PLAIN, ...changes, ...more });
  const events: TrainIterEvent[] = [];
  runner.events.subscribe((event) => event.type === 'train-iter' && events.push(event));
  await runner.train();
  return { dir, events, file: (epoch) => join(dir, 'work', `epoch_${epoch}.pth`) };
}

/** Trains whole, and again from the first epoch's checkpoint: both must end with the same bits. */
async function trainAndResume(changes: ConfigDict): Promise<Trained> {
  const whole = await train(changes);
  const resumed = await train(changes, { load_from: whole.file(1), resume: true });
  expect(resumed.events).toHaveLength(8);
  expect(await stateOfRun(resumed.file(3))).toEqual(await stateOfRun(whole.file(3)));
  return whole;
}

async function settingsOf(trained: Trained, epoch = 3): Promise<Record<string, unknown>> {
  const optimizer = (await openCheckpoint(trained.file(epoch)))['optimizer'] as ReadonlyMap<string, unknown>;
  const [group] = optimizer.get('param_groups') as ReadonlyMap<string, unknown>[];
  return Object.fromEntries(group!);
}

const only = (optimizer: ConfigDict): ConfigDict => ({ optim_wrapper: { _delete_: true, optimizer } });

/** One row for every optimizer, with options that change its memory. */
const optimizers: ConfigDict[] = [
  { type: 'SGD', lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.01 },
  { type: 'Adam', lr: 0.02, amsgrad: true },
  { type: 'AdamW', lr: 0.02, weight_decay: 0.1 },
  { type: 'Adamax', lr: 0.02 },
  { type: 'NAdam', lr: 0.02 },
  { type: 'RAdam', lr: 0.02 },
  { type: 'RMSprop', lr: 0.01, momentum: 0.5, centered: true },
  { type: 'Adagrad', lr: 0.1, lr_decay: 0.01 },
  { type: 'Adadelta', lr: 1 },
  { type: 'Lion', lr: 0.01, weight_decay: 0.1 },
  { type: 'LAMB', lr: 0.05 },
];

describe('every optimizer trains from a config', () => {
  it('and all that are registered are here', () => {
    const rows = new Set(optimizers.map(({ type }) => type));
    expect(OPTIMIZERS.names().filter((name) => !rows.has(name))).toEqual(['Lamb']);
  });

  it.each(optimizers)('$type: learns, resumes to the bit, and replays what it does op by op', async (optimizer) => {
    const whole = await trainAndResume(only(optimizer));
    const losses = whole.events.map(({ logVars }) => logVars['loss']!);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    vi.stubEnv('MMA_EAGER', '1');
    const eager = await train(only(optimizer));
    const expected = await weightsOf(eager.file(3));
    for (const [name, values] of await weightsOf(whole.file(3))) {
      for (const [index, value] of values.entries()) expect(value, name).toBeCloseTo(expected.get(name)![index]!, 3);
    }
  });
});

/** One row for every kind of schedule; each is tried for all that it can move. */
const schedules: [kind: string, ConfigDict][] = [
  ['Constant', { factor: 0.5, end: 3 }],
  ['Linear', { start_factor: 0.1, end: 2, convert_to_iter_based: true }],
  ['Step', { step_size: 1, gamma: 0.5 }],
  ['MultiStep', { milestones: [1, 2], gamma: 0.5 }],
  ['Exponential', { gamma: 0.9, by_epoch: false }],
  ['CosineAnnealing', { eta_min_ratio: 0.01, convert_to_iter_based: true }],
  ['CosineRestart', { periods: [2, 1], restart_weights: [1, 0.5], eta_min: 0.001, convert_to_iter_based: true }],
  ['Poly', { power: 0.9, by_epoch: false }],
  ['OneCycle', { eta_max: 0.2, convert_to_iter_based: true }],
];

describe('every schedule moves what it should, and goes on from a checkpoint', () => {
  const sgd = only({ type: 'SGD', lr: 0.1, momentum: 0.9, weight_decay: 0.5 });

  it('and all that are registered are here', () => {
    const rows = [...schedules.map(([kind]) => kind), 'ReduceOnPlateau'].flatMap((kind) =>
      (kind === 'OneCycle' ? ['LR', 'ParamScheduler'] : ['LR', 'Momentum', 'ParamScheduler']).map((end) => kind + end),
    );
    expect(PARAM_SCHEDULERS.names()).toEqual(rows.sort());
  });

  it.each(schedules)('%s', async (kind, options) => {
    const others = { type: `${kind}ParamScheduler`, param_name: 'weight_decay', ...options };
    const list =
      kind === 'OneCycle'
        ? [{ type: 'OneCycleLR', ...options }]
        : [{ type: `${kind}LR`, ...options }, { type: `${kind}Momentum`, ...options }, others];
    const whole = await trainAndResume({ ...sgd, param_scheduler: list });
    expect(new Set(whole.events.map(({ lr }) => lr)).size).toBeGreaterThan(1);
    const { lr, momentum, weight_decay: decay, ...rest } = await settingsOf(whole, 1);
    if (kind === 'OneCycle') {
      expect(rest).toMatchObject({ max_lr: 0.2 });
      return;
    }
    expect(rest).toMatchObject({ initial_lr: 0.1, initial_momentum: 0.9, initial_weight_decay: 0.5 });
    const shares = [(lr as number) / 0.1, (momentum as number) / 0.9, (decay as number) / 0.5];
    expect(shares[0]).not.toBe(1);
    // All three go the same way; with a fixed lowest value not quite in proportion.
    for (const share of shares) expect(share).toBeCloseTo(shares[0]!, 1);
  });

  it.each(['LR', 'Momentum', 'ParamScheduler'])('ReduceOnPlateau%s, by what validation finds', async (end) => {
    const general: ConfigDict = end === 'ParamScheduler' ? { param_name: 'weight_decay' } : {};
    const plateau = {
      type: `ReduceOnPlateau${end}`,
      monitor: 'acc/error',
      patience: 0,
      threshold: 2,
      factor: 0.5,
      ...general,
    };
    const { val_dataloader: _, val_cfg: __, val_evaluator: ___, ...kept } = PLAIN;
    const changes = { ...kept, ...sgd, param_scheduler: [plateau] };
    const dir = tempDir();
    const runner = await toyRunner(dir, changes);
    await runner.train();
    const trained: Trained = { dir, events: [], file: (epoch) => join(dir, 'work', `epoch_${epoch}.pth`) };
    const name = { LR: 'lr', Momentum: 'momentum', ParamScheduler: 'weight_decay' }[end]!;
    const initial = { lr: 0.1, momentum: 0.9, weight_decay: 0.5 }[name]!;
    // No error is 200 % better than any other, so each validation counts; an epoch is saved before its own.
    const seen = await Promise.all([1, 2, 3].map(async (epoch) => (await settingsOf(trained, epoch))[name]));
    expect(seen).toEqual([initial, initial / 2, initial / 4]);
    const saved = (await openCheckpoint(trained.file(3)))['param_schedulers'] as ReadonlyMap<string, unknown>[];
    expect(saved[0]!.get('monitor')).toBe('acc/error');
  });

  it('moves the betas of Adam for momentum', async () => {
    const adam = only({ type: 'Adam', lr: 0.01 });
    const whole = await trainAndResume({
      ...adam,
      param_scheduler: [{ type: 'StepMomentum', step_size: 1, gamma: 0.5 }],
    });
    expect(await settingsOf(whole, 1)).toMatchObject({ momentum: 0.45, betas: [0.45, 0.999] });
  });
});

describe('optimizer wrappers in a run', () => {
  const optimizer = { type: 'SGD', lr: 0.1, momentum: 0.9, weight_decay: 0.01 };
  const wrapped = (config: ConfigDict): ConfigDict => ({ optim_wrapper: { _delete_: true, optimizer, ...config } });

  it('add up gradients over epochs, resume in the middle of an update, and log norms with updates alone', async () => {
    // 12 iterations: updates after 5, 10 and, with two of them, 12.
    const whole = await trainAndResume(wrapped({ accumulative_counts: 5, clip_grad: { max_norm: 1 } }));
    const updates = whole.events.filter(({ logVars }) => 'grad_norm' in logVars).map(({ iter }) => iter);
    expect(updates).toEqual([5, 10, 12]);
  });

  it('give each parameter its settings, and show the base rate beside', async () => {
    const whole = await trainAndResume({
      ...wrapped({ paramwise_cfg: { custom_keys: { fc2: { lr_mult: 10 } }, bias_decay_mult: 0 } }),
      param_scheduler: [{ type: 'ExponentialLR', gamma: 0.5 }],
    });
    expect(logOf(join(whole.dir, 'work'))).toMatch(/ base_lr: 1\.0000e-01 lr: 1\.0000e-01 {2}eta/);
    const optimizer = (await openCheckpoint(whole.file(1)))['optimizer'] as ReadonlyMap<string, unknown>;
    const groups = optimizer.get('param_groups') as ReadonlyMap<string, unknown>[];
    expect(groups.map((group) => group.get('lr'))).toEqual([0.05, 0.05, 0.5, 0.5]);
    expect((optimizer.get('base_param_settings') as ReadonlyMap<string, unknown>).get('lr')).toBe(0.05);
  });

  it('have an optimizer for each part of the model, each with its schedules', async () => {
    const parts = {
      optim_wrapper: {
        _delete_: true,
        constructor: 'MultiOptimWrapperConstructor',
        fc1: { optimizer: { type: 'Adam', lr: 0.02 } },
        fc2: { optimizer, clip_grad: { type: 'value', clip_value: 0.1 } },
      },
    };
    const lists = {
      _delete_: true,
      fc1: [{ type: 'StepLR', step_size: 1 }],
      fc2: { type: 'ExponentialLR', gamma: 0.5 },
    };
    const whole = await trainAndResume({ ...parts, param_scheduler: lists });
    expect(logOf(join(whole.dir, 'work'))).toMatch(/ fc1\.lr: 2\.0000e-03 fc2\.lr: 5\.0000e-02 /);
    const one = await trainAndResume({ ...parts, param_scheduler: [{ type: 'StepLR', step_size: 1 }] });
    expect(logOf(join(one.dir, 'work'))).toMatch(/ fc1\.lr: 2\.0000e-03 fc2\.lr: 1\.0000e-02 /);
    await expect(
      train({ ...parts, param_scheduler: { _delete_: true, fc3: [{ type: 'StepLR', step_size: 1 }] } }),
    ).rejects.toThrow(expect.objectContaining({ code: 'MMA_SCHEDULER_NAMES' }));
  });

  it('compute in mixed precision and resume it to the bit', async () => {
    const whole = await trainAndResume(wrapped({ type: 'AmpOptimWrapper', loss_scale: 'dynamic' }));
    expect(logOf(join(whole.dir, 'work'))).toMatch(/AmpOptimWrapper: /);
  });

  it('are refused where they are not known, with the closest name', async () => {
    await expect(train(wrapped({ type: 'OptimWraper' }))).rejects.toThrow(/did you mean `OptimWrapper`/);
    await expect(train(only({ type: 'ZeroRedundancyOptimizer' }))).rejects.toThrow(/no optimizer is named/);
    await expect(train(wrapped({ constructor: 'SwinOptimWrapper' }))).rejects.toThrow(
      /optim_wrapper\.constructor.*did you mean `SwinOptimWrapperConstructor`/,
    );
  });
});

it('auto_scale_lr scales with the batch size and says so', async () => {
  const whole = await train({
    'optim_wrapper.optimizer.lr': 0.1,
    auto_scale_lr: { enable: true, base_batch_size: 32 },
  });
  expect(whole.events[0]!.lr).toBeCloseTo(0.025, 12);
  expect(logOf(join(whole.dir, 'work'))).toContain(
    'LR is set based on batch size of 32 and the current batch size is 8. Scaling the original LR by 0.25.',
  );
  const off = await train({ auto_scale_lr: { enable: false, base_batch_size: 32 } });
  expect(off.events[0]!.lr).toBe(0.1);
});

it('init_cfg of the model decides how its layers begin', async () => {
  const frozen = only({ type: 'SGD', lr: 0 });
  const whole = await train({ ...frozen, 'model.init_cfg': { type: 'Constant', val: 0.5, bias: 2, layer: 'Linear' } });
  const weights = await weightsOf(whole.file(1));
  expect(new Set(weights.get('fc1.weight'))).toEqual(new Set([0.5]));
  expect(new Set(weights.get('fc2.bias'))).toEqual(new Set([2]));
  expect(logOf(join(whole.dir, 'work'))).toContain('init_cfg of the model: Constant(val=0.5, bias=2) for 2 × Linear');
});

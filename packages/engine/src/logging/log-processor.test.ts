import { describe, expect, it } from 'vitest';
import type { Progress } from '../hooks/hook-context.js';
import { LogProcessor } from './log-processor.js';
import { MessageHub } from './message-hub.js';

function source(scalars: Record<string, number[]>, changes: Partial<Progress> = {}) {
  const messageHub = new MessageHub();
  for (const [name, values] of Object.entries(scalars))
    for (const value of values) messageHub.updateScalar(name, value);
  const progress: Progress = {
    epoch: 0,
    iter: 0,
    maxEpochs: 3,
    maxIters: 24,
    startBatch: 0,
    validationDue: false,
    batches: { train: 8, val: 3, test: 3 },
    ...changes,
  };
  return { messageHub, progress };
}

/** The line as MMEngine prints it on a CPU; the memory in use comes on top here. */
const withoutMemory = (line: string): string => line.replace(/memory: \d+ {2}/, '');

describe('the log processor', () => {
  it('writes the training line that MMEngine writes', () => {
    const given = source({
      'train/lr': [0.01],
      'train/data_time': [0.33449912],
      'train/grad_norm': [101.90283203125],
      'train/loss': [0.6420955657958984],
      'train/top1_acc': [0.25],
      'train/top5_acc': [1],
      'train/loss_cls': [0.6420955657958984],
      'train/time': [4.774663925],
    });
    given.messageHub.updateInfo('eta', 109.8);
    const { line, tags } = new LogProcessor({ windowSize: 20 }).afterIter(given, 0, 'train');
    expect(withoutMemory(line)).toBe(
      'Epoch(train) [1][1/8]  lr: 1.0000e-02  eta: 0:01:49  time: 4.7747  data_time: 0.3345  grad_norm: 101.9028  loss: 0.6421  top1_acc: 0.2500  top5_acc: 1.0000  loss_cls: 0.6421',
    );
    expect(tags).toMatchObject({ lr: 0.01, loss: 0.6420955657958984, epoch: 1, iter: 1 });
  });

  it('averages times, losses and gradient norms over its window, and shows the rest as it is', () => {
    const given = source({ 'train/loss': [9, 1, 2], 'train/top1_acc': [0, 0, 1], 'train/grad_norm': [9, 4, 6] });
    const { tags } = new LogProcessor({ windowSize: 2 }).afterIter(given, 2, 'train');
    expect(tags).toMatchObject({ loss: 1.5, top1_acc: 1, grad_norm: 5 });
  });

  it('lines up epochs and iterations', () => {
    const given = source({}, { maxEpochs: 100, epoch: 4, iter: 40, batches: { train: 120 } });
    expect(new LogProcessor().afterIter(given, 6, 'train').line).toMatch(/^Epoch\(train\) {3}\[5\]\[ {2}7\/120\] {4}/);
  });

  it('writes the line after a validation pass: metrics, then the mean times of that pass alone', () => {
    const given = source(
      {
        'val/data_time': [9, 9, 0.1, 0.2, 0.3],
        'val/time': [9, 9, 0.5, 0.5, 0.8],
        'val/acc/top1': [0.25, 0.5],
        'val/acc/mean1': [0.25, 0.5],
      },
      { epoch: 2, iter: 16 },
    );
    const { line, tags } = new LogProcessor().afterEpoch(given, 'val');
    expect(line).toBe('Epoch(val) [2][3/3]    acc/top1: 0.5000  acc/mean1: 0.5000  data_time: 0.2000  time: 0.6000');
    expect(Object.keys(tags)).toEqual(['acc/top1', 'acc/mean1', 'data_time', 'time']);
  });

  it('writes the lines of a test pass without an epoch', () => {
    const given = source(
      { 'test/time': [1], 'test/data_time': [0.5], 'test/acc/top1': [1] },
      { maxEpochs: 0, maxIters: 0 },
    );
    given.messageHub.updateInfo('eta', 2);
    const processor = new LogProcessor();
    expect(withoutMemory(processor.afterIter(given, 0, 'test').line)).toBe(
      'Epoch(test) [1/3]    eta: 0:00:02  time: 1.0000  data_time: 0.5000  ',
    );
    expect(processor.afterEpoch(given, 'test').line).toBe(
      'Epoch(test) [3/3]    acc/top1: 1.0000  data_time: 0.5000  time: 1.0000',
    );
  });

  it('counts iterations when told to', () => {
    const given = source({ 'train/loss': [1] }, { iter: 11, maxIters: 200 });
    expect(new LogProcessor({ byEpoch: false }).afterIter(given, 3, 'train').line).toMatch(
      /^Iter\(train\) \[ 12\/200\] {4}/,
    );
  });

  it('adds statistics of its own', () => {
    const given = source({ 'train/loss': [4, 2, 3] });
    const customCfg = [{ dataSrc: 'loss', logName: 'loss_max', methodName: 'max', windowSize: 'epoch' } as const];
    expect(new LogProcessor({ customCfg }).afterIter(given, 1, 'train').tags).toMatchObject({ loss: 3, loss_max: 3 });
  });

  it('sums up any window by any method, in place of the scalar or under a name of its own', () => {
    const given = source({ 'train/loss': [4, 2, 3, 9], 'train/acc': [1, 0, 1, 0] }, { iter: 1 });
    const customCfg = [
      { dataSrc: 'loss', methodName: 'mean', windowSize: 'global' },
      { dataSrc: 'train/loss', logName: 'lowest', methodName: 'min' },
      { dataSrc: 'loss', logName: 'loss_now', methodName: 'current' },
      { dataSrc: 'acc', logName: 'acc_mean', windowSize: 3 },
      { dataSrc: 'nothing', logName: 'absent' },
    ] as const;
    const { tags, line } = new LogProcessor({ customCfg: [...customCfg], numDigits: 2 }).afterIter(given, 2, 'train');
    expect(tags).toMatchObject({ loss: 6, lowest: 2, loss_now: 9, acc: 0, acc_mean: 1 / 3 });
    expect(tags).not.toHaveProperty('absent');
    expect(line).toContain('loss: 6.00  acc: 0.00  lowest: 2.00  loss_now: 9.00  acc_mean: 0.33');
  });

  it('averages the scalars that a pattern names', () => {
    const given = source({ 'train/loss': [4, 2], 'train/top1_acc': [0, 1] });
    expect(new LogProcessor({ meanPattern: 'acc$' }).afterIter(given, 1, 'train').tags).toMatchObject({
      loss: 2,
      top1_acc: 0.5,
    });
  });

  it('gives backends names with the pass they are from, when told to; lines stay as they are', () => {
    const given = source({
      'train/loss': [1],
      'train/lr': [0.1],
      'val/acc': [0.5],
      'val/time': [2],
      'val/data_time': [1],
    });
    const processor = new LogProcessor({ logWithHierarchy: true });
    const { tags, line } = processor.afterIter(given, 0, 'train');
    expect(Object.keys(tags)).toEqual(['train/loss', 'train/lr', 'epoch', 'iter', 'memory']);
    expect(line).toMatch(/lr: 1\.0000e-01 {2}.*loss: 1\.0000$/);
    expect(processor.afterEpoch(given, 'val').tags).toEqual({ 'val/acc': 0.5, 'val/data_time': 1, 'val/time': 2 });
  });

  it.each([
    [{ byEpoch: false, customCfg: [{ dataSrc: 'loss', windowSize: 'epoch' as const }] }, /epoch.* needs by_epoch/],
    [{ customCfg: [{ dataSrc: 'a', logName: 'x' }, { dataSrc: 'x' }] }, /two figures have one name/],
    [{ meanPattern: '(' }, /expected a regular expression/],
  ])('refuses %o', (options, message) => {
    expect(() => new LogProcessor(options)).toThrow(message);
  });
});

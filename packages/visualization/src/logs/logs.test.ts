import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { logChart } from './log-chart.js';
import { readRunLog } from './run-log.js';
import { summarize } from './summary.js';

const MMENGINE = fileURLToPath(new URL('../../fixtures/mmengine_scalars.json', import.meta.url));

/** A run's folder in a work dir, with its scalars and its log. */
function writeRun(
  workDir: string,
  timestamp: string,
  { scalars, log = '' }: { scalars: readonly (object | string)[]; log?: string },
): void {
  mkdirSync(join(workDir, timestamp, 'vis_data'), { recursive: true });
  const lines = scalars.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  writeFileSync(join(workDir, timestamp, 'vis_data', 'scalars.json'), lines.join('\n'));
  writeFileSync(join(workDir, timestamp, `${timestamp}.log`), log);
}

const workDir = (): string => join(mkdtempSync(join(tmpdir(), 'mma-logs-')), 'tsn');
const step = (iter: number, loss: number): object => ({ lr: 0.1, loss, iter, epoch: Math.ceil(iter / 2), step: iter });

describe('a run', () => {
  it("of MMEngine's own is summed up", () => {
    const summary = summarize(readRunLog(MMENGINE));
    expect(summary).toMatchObject({
      name: 'fixtures',
      epochs: 3,
      iterations: 24,
      loss: { first: 0.6421, last: 1.00547, lowest: 0.6421 },
      lr: { lowest: 0.01, highest: 0.01 },
      best: { 'acc/top1': { value: 0.5, step: 1 }, 'acc/top5': { value: 1, step: 1 } },
      memory: null,
      eta: null,
    });
    expect(summary.secondsPerIteration).toBeCloseTo(2.113, 2);
  });

  it('that was resumed is one with what it was resumed from, and one that began anew is not', () => {
    const dir = workDir();
    writeRun(dir, '20260101_000000', { scalars: [step(1, 99), { acc: 1, step: 1 }] });
    writeRun(dir, '20260101_000001', { scalars: [step(1, 4), step(2, 3), { acc: 0.2, step: 1 }, step(3, 2.5)] });
    writeRun(dir, '20260101_000002', {
      scalars: [step(3, 2), step(4, 1), { acc: 0.1, step: 2 }],
      log: '… Epoch(train) [2][2/2]  lr: 1.0000e-01  eta: 1 day, 2:03:04  loss: 1\n',
    });
    const run = readRunLog(dir);
    expect(run.train.map(({ iter, loss }) => [iter, loss])).toEqual([
      [1, 4],
      [2, 3],
      [3, 2],
      [4, 1],
    ]);
    expect(run.val.map(({ iter, step: epoch, acc }) => [iter, epoch, acc])).toEqual([
      [2, 1, 0.2],
      [4, 2, 0.1],
    ]);
    expect(summarize(run)).toMatchObject({
      name: 'tsn',
      eta: '1 day, 2:03:04',
      best: { acc: { value: 0.2, step: 1 } },
      last: { acc: 0.1 },
    });
    expect(readRunLog(join(dir, '20260101_000001', 'vis_data')).train).toHaveLength(3);
  });

  it('may have lost its numbers, and be in the middle of a line', () => {
    const dir = workDir();
    const broken = '{"lr": 0.1, "loss": NaN, "grad_norm": -Infinity, "iter": 2, "step": 2}';
    writeRun(dir, '20260101_000000', { scalars: [step(1, 4), broken, '{"lr": 0.1, "lo'] });
    const { train } = readRunLog(dir);
    expect(train.map(({ loss }) => loss)).toEqual([4, null]);
    expect(summarize(readRunLog(dir)).loss).toEqual({ first: 4, last: 4, lowest: 4 });
  });

  it('keeps the lowest of losses for the best', () => {
    const dir = workDir();
    const scalars = [
      step(1, 4),
      { 'val/loss': 3, 'val/acc': 0.5, step: 1 },
      step(2, 4),
      { 'val/loss': 5, 'val/acc': 0.75, step: 2 },
    ];
    writeRun(dir, '20260101_000000', { scalars });
    expect(summarize(readRunLog(dir)).best).toEqual({ loss: { value: 3, step: 1 }, acc: { value: 0.75, step: 2 } });
  });

  it('that is none is said to be none', () => {
    expect(() => readRunLog('/nowhere')).toThrow('/nowhere holds no scalars of a run');
    const dir = workDir();
    writeRun(dir, '20260101_000000', { scalars: ['lr = 3', step(1, 1)] });
    expect(() => readRunLog(dir)).toThrow('scalars.json:1: this is no line of scalars');
  });
});

describe('the chart of runs', () => {
  it('has a panel for the loss, the learning rate and every metric', () => {
    const { panels } = logChart([readRunLog(MMENGINE)]);
    expect(panels.map(({ yLabel }) => yLabel)).toEqual(['loss', 'lr', 'acc/top1', 'acc/top5', 'acc/mean1']);
    expect(panels[1]!.logarithmic).toBe(true);
    expect(panels[2]!.series).toEqual([{ name: 'acc/top1', points: [8, 16, 24].map((x) => ({ x, y: 0.5 })) }]);
  });

  it('has a line for each run, and for training and validation where both have it', () => {
    const dir = workDir();
    writeRun(dir, '20260101_000000', { scalars: [step(1, 4), step(2, 3), { loss: 5, step: 1 }] });
    const { panels } = logChart([readRunLog(dir), readRunLog(MMENGINE)], { keys: ['loss'] });
    expect(panels[0]!.series.map(({ name, points }) => [name, points.length])).toEqual([
      ['tsn train', 2],
      ['tsn val', 1],
      ['fixtures', 24],
    ]);
  });

  it('knows what there is', () => {
    expect(() => logChart([readRunLog(MMENGINE)], { keys: ['los'] })).toThrow('no run has a scalar named los');
  });
});

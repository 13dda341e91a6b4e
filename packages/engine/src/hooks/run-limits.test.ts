import { describe, expect, it } from 'vitest';
import { tempDir } from '../runner/fixtures/toy-config.js';
import { logOf, toyRunner } from '../runner/fixtures/toy-run.js';
import { describeLimits, type LimitFigures } from './run-limits.js';

/** 50 steps of a second over 8 samples of 84 ms, 61 of them decoding. */
function figures(changes: {
  wait?: number;
  workers?: number;
  idle?: number;
  processors?: number;
  cpu?: number;
}): LimitFigures {
  const { wait = 0.38, workers = 1, idle = 0.4, processors = 4, cpu = 80 } = changes;
  const stages = {
    DecordInit: { wall: 4, cpu: 4 },
    DecordDecode: { wall: 61, cpu: 60 },
    Resize: { wall: 12, cpu: 12 },
  };
  const data = { samples: 1, wall: 84, cpu, stages, numWorkers: workers, batchSize: 8 };
  return { steps: 50, stepSeconds: 1, waitSeconds: wait, data, processors, idleShare: idle };
}

describe('what limits a run', () => {
  it('is decoding where steps wait for workers', () => {
    expect(describeLimits(figures({}))).toBe(
      'What limits this run, over 50 steps: decoding. A step takes 1000 ms, 380 ms of it (38 %) waiting for data; a sample takes ' +
        'a worker 84 ms, 61 ms of it in DecordDecode. Raise `train_dataloader.num_workers` from 1 to 2.',
    );
  });

  it('is the main thread where there are no workers', () => {
    expect(describeLimits(figures({ workers: 0, wait: 0.7 }))).toMatch(
      /decoding\..* a sample takes 84 ms.*set `train_dataloader\.num_workers` to 3\.$/,
    );
  });

  it('is not mended by workers where all processors are busy', () => {
    const said = describeLimits(figures({ idle: 0.02 }));
    expect(said).toMatch(/All 4 processors are busy.*`mma data resize`/);
    expect(describeLimits(figures({ workers: 4 }))).toContain('All 4 processors are busy');
  });

  it('is the disk where workers wait and processors idle', () => {
    expect(describeLimits(figures({ cpu: 20, workers: 2 }))).toMatch(
      /: disk\..*76 % of a sample's time goes by waiting.*`train_dataloader\.num_workers` from 2 to 4\.$/,
    );
  });

  it('is compute where nothing waits, and says how many workers would do', () => {
    const said = describeLimits(figures({ wait: 0.003, workers: 4 }));
    expect(said).toMatch(
      /: compute\..*3\.0 ms of it \(0 %\) waiting.*Faster data would not help.*`num_workers: 1` would keep up/,
    );
  });
});

describe('a training run', () => {
  const limitsOf = (dir: string): string[] => logOf(`${dir}/work`).match(/What limits this run.*/g) ?? [];
  const short = { 'default_hooks.timer': { type: 'IterTimerHook', limits_after: 5 } };

  it('says once what limits it, from its own figures', async () => {
    const dir = tempDir();
    await (await toyRunner(dir, { ...short, 'train_dataloader.dataset.work_ms': 10 })).train();
    expect(limitsOf(dir)).toEqual([
      expect.stringMatching(
        /over 5 steps: data\..*a sample takes \d\d+ ms\. Samples are made between steps: set `train_dataloader\.num_workers` to [1-9]/,
      ),
    ]);
  });

  it('says so at its end where it is shorter, and nothing where it is not wanted', async () => {
    const [dir, silent] = [tempDir(), tempDir()];
    await (await toyRunner(dir, { 'train_dataloader.dataset.work_ms': 5 })).train();
    expect(limitsOf(dir)).toEqual([expect.stringContaining('over 7 steps')]);
    await (await toyRunner(silent, { 'default_hooks.timer.limits_after': 0 })).train();
    expect(limitsOf(silent)).toEqual([]);
  });
});

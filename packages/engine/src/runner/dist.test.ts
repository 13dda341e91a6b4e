import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import type { Dist } from '../distributed/dist.js';
import { asRanks } from '../distributed/fixtures/ranks.js';
import { type RunEvent, Runner } from '../index.js';
import { tempDir, toyConfig } from './fixtures/toy-config.js';
import { runDirs, toyRunner } from './fixtures/toy-run.js';

const rankRunner = async (dir: string, dist: Dist, changes: ConfigDict = {}): Promise<Runner> =>
  Runner.fromConfig(await toyConfig(dir, changes), { console: false, dist });

const valuesOf = async ({ model }: Runner, name: string): Promise<number[]> =>
  Array.from((await model.stateDict()).get(name)!.data, Number);

describe('a run of two processes', () => {
  it('measures the whole dataset once, each process its share', async () => {
    const whole = await (await toyRunner(tempDir())).val();
    const dir = tempDir();
    const seen = await asRanks(2, async (dist) => {
      const runner = await rankRunner(dir, dist);
      const batches: number[] = [];
      runner.events.subscribe((event) => event.type === 'val-iter' && batches.push(event.batch));
      return { metrics: await runner.val(), batches };
    });
    // 24 samples: 12 a process, in batches of 8.
    expect(seen).toEqual([0, 1].map(() => ({ metrics: whole, batches: [1, 2] })));
  });

  it('draws one seed, writes one log a process, and everything else once', async () => {
    const dir = tempDir();
    const saved = await asRanks(2, async (dist) => {
      const runner = await rankRunner(dir, dist, { randomness: { seed: null } });
      const events: RunEvent[] = [];
      runner.events.subscribe((event) => events.push(event));
      await runner.train();
      const iters = events.filter(({ type }) => type === 'train-iter');
      return { seed: events.find((event) => event.type === 'run-start')?.seed, iters: iters.length };
    });
    expect(saved[0]!.seed).toBeTypeOf('number');
    // 32 samples: 16 a process, 2 batches in each of 3 epochs.
    expect(saved).toEqual([0, 1].map(() => ({ seed: saved[0]!.seed, iters: 6 })));
    const work = join(dir, 'work');
    expect(readdirSync(work).filter((name) => name.startsWith('epoch'))).toEqual(['epoch_3.pth']);
    const [run, ...others] = runDirs(work);
    expect(others).toEqual([]);
    const logs = readdirSync(run!).filter((name) => name.endsWith('.log'));
    expect(logs.map((name) => name.slice(15))).toEqual(['.log', '_rank1.log']);
    const rows = readFileSync(join(run!, 'vis_data', 'scalars.json'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(rows).toHaveLength(6 + 3);
  });

  it.each([
    ['averages buffers where the config asks for it', { type: 'SyncBuffersHook' }, true],
    ['leaves them apart where it does not', null, false],
  ])('%s', async (_, hook, same) => {
    const dir = tempDir();
    const [first, second] = await asRanks(2, async (dist) => {
      const runner = await rankRunner(dir, dist, { 'model.norm': true, 'default_hooks.sync_buffers': hook });
      await runner.train();
      const [mean, counter] = [
        await valuesOf(runner, 'norm.running_mean'),
        await valuesOf(runner, 'norm.num_batches_tracked'),
      ];
      return { mean, counter, weight: await valuesOf(runner, 'fc1.weight') };
    });
    expect(first!.counter).toEqual([6]);
    // Gradients are not averaged: each process has trained on its own share.
    expect(first!.weight).not.toEqual(second!.weight);
    if (same) expect(first!.mean).toEqual(second!.mean);
    else expect(first!.mean).not.toEqual(second!.mean);
  });

  it('draws other numbers in each where diff_rank_seed asks for it, from one order of the data', async () => {
    const losses = (diffRankSeed: boolean): Promise<number[][]> => {
      const dir = tempDir();
      return asRanks(2, async (dist) => {
        const runner = await rankRunner(dir, dist, { 'randomness.diff_rank_seed': diffRankSeed });
        const seen: number[] = [];
        runner.events.subscribe((event) => event.type === 'train-iter' && seen.push(event.logVars['loss']!));
        await runner.train();
        return seen;
      });
    };
    const [same, other] = [await losses(false), await losses(true)];
    expect(other[0]).toEqual(same[0]);
    expect(other[1]).not.toEqual(same[1]);
  });
});

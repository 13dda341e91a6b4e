import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EngineError, VISBACKENDS, VISUALIZERS, VisBackend, Visualizer, visualizerOptions } from '../index.js';
import { tempDir } from './fixtures/toy-config.js';
import { logOf, runDirs, toyRunner } from './fixtures/toy-run.js';

const kept: string[] = [];

/** Keeps what it is given in `kept`, and fails where it is told to. */
@VISBACKENDS.register()
class FussyBackend extends VisBackend {
  static readonly options = z.strictObject({ failsAt: z.union([z.number(), z.enum(['open', 'close'])]).optional() });

  constructor(private readonly given: z.output<typeof FussyBackend.options>) {
    super();
  }

  override open(): void {
    if (this.given.failsAt === 'open') throw new EngineError('MMA_TEST', 'no account', { hint: 'log in first' });
  }

  override async addScalars(_scalars: Readonly<Record<string, number>>, step: number): Promise<void> {
    if (this.given.failsAt === step) throw new TypeError('the wire is cut');
    kept.push(`scalars ${step}`);
  }

  override addConfig({ values }: { values: Record<string, unknown> }): void {
    kept.push(`config of ${basename(String(values['work_dir']))}`);
  }

  override close(): void {
    if (this.given.failsAt === 'close') throw new Error('too late');
    kept.push('closed');
  }
}

const backends = (...failsAt: (string | number | null)[]): ConfigDict => ({
  'visualizer.vis_backends': [
    ...failsAt.map((at) => ({ type: FussyBackend.name, fails_at: at })),
    { type: 'LocalVisBackend' },
  ],
});

const short = { 'train_cfg.max_epochs': 1, 'param_scheduler.0.end': 1, 'default_hooks.checkpoint': null };

describe('a backend', () => {
  it('gets the config, the scalars of every step that is logged, and a last call', async () => {
    kept.length = 0;
    await (await toyRunner(tempDir(), { ...short, ...backends(null) })).train();
    // Four steps, then the metrics of the first epoch.
    expect(kept).toEqual(['config of work', ...[1, 2, 3, 4, 1].map((step) => `scalars ${step}`), 'closed']);
  });

  it('that fails in the middle is told of once and left out; the run and the other backends go on', async () => {
    kept.length = 0;
    const dir = tempDir();
    await (await toyRunner(dir, { ...short, ...backends(3) })).train();
    expect(kept).toEqual(['config of work', 'scalars 1', 'scalars 2']);
    const warnings = logOf(join(dir, 'work')).match(/WARNING - Fussy.*/g);
    expect(warnings).toEqual(['WARNING - FussyBackend failed and keeps nothing more of this run: the wire is cut']);
    const scalars = readFileSync(join(runDirs(join(dir, 'work'))[0]!, 'vis_data', 'scalars.json'), 'utf8');
    expect(scalars.trim().split('\n')).toHaveLength(5);
  });

  it('that cannot close is told of, no more', async () => {
    const dir = tempDir();
    const said: string[] = [];
    const runner = await toyRunner(dir, { ...short, ...backends('close') });
    runner.events.subscribe(
      (event) => event.type === 'log' && /^Fussy/.test(event.message) && said.push(event.message),
    );
    await runner.train();
    expect(said).toEqual(['FussyBackend failed and keeps nothing more of this run: too late']);
  });

  it('that cannot open ends the run before anything is done', async () => {
    const dir = tempDir();
    const runner = await toyRunner(dir, backends('open'));
    await expect(runner.train()).rejects.toMatchObject({ message: 'no account', hint: 'log in first' });
    expect(readdirSync(join(dir, 'work')).filter((name) => name.endsWith('.pth'))).toEqual([]);
  });
});

describe('the visualizer of a config', () => {
  it('takes the backends beside it where it has none', async () => {
    kept.length = 0;
    const changes = {
      ...short,
      visualizer: { _delete_: true, type: 'Visualizer' },
      vis_backends: [{ type: 'FussyBackend' }],
    };
    await (await toyRunner(tempDir(), changes)).train();
    expect(kept).toContain('closed');
  });

  it('may be one of the user, and is checked with the rest of the config', async () => {
    const seen: number[] = [];
    @VISUALIZERS.register()
    class OwnVisualizer extends Visualizer {
      static override readonly options = visualizerOptions;
      override async addScalars(scalars: Readonly<Record<string, number>>, step: number): Promise<void> {
        seen.push(step);
        await super.addScalars(scalars, step);
      }
    }
    await (await toyRunner(tempDir(), { ...short, 'visualizer.type': OwnVisualizer.name })).train();
    expect(seen).toEqual([1, 2, 3, 4, 1]);

    const wrong = {
      'visualizer.type': 'OwnVisualiser',
      'visualizer.vis_backends': [{ type: 'LocalVisBackend', dir: '' }],
    };
    await expect(toyRunner(tempDir(), wrong)).rejects.toThrow(
      /`visualizer\.type`.*did you mean `OwnVisualizer`\?\n.*`visualizer\.vis_backends\.0\.dir`.*unknown option/s,
    );
  });
});

describe('LoggerHook', () => {
  it('puts the logs of a finished run where logs are collected', async () => {
    const dir = tempDir();
    const all = join(dir, 'all logs');
    const logger = { type: 'LoggerHook', interval: 1, out_dir: all, keep_local: false, out_suffix: ['.json', '.py'] };
    await (await toyRunner(dir, { ...short, 'default_hooks.logger': { _delete_: true, ...logger } })).train();
    const run = runDirs(join(dir, 'work'))[0]!;
    const there = join(all, 'work', basename(run));
    expect(readdirSync(join(there, 'vis_data')).sort()).toEqual([`${basename(run)}.json`, 'config.py', 'scalars.json']);
    expect(readdirSync(join(run, 'vis_data'))).toEqual([]);
    expect(existsSync(join(run, `${basename(run)}.log`))).toBe(true);
    expect(logOf(join(dir, 'work'))).toContain(`The logs are in ${there}\n`);
  });
});

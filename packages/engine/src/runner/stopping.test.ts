import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import type { RunEvent, Runner } from '../index.js';
import { stateOfRun } from './fixtures/run-state.js';
import { tempDir } from './fixtures/toy-config.js';
import { logOf, toyRunner } from './fixtures/toy-run.js';

/** Trains until `when` says so, then asks to stop; all events of the run. */
async function stopped(dir: string, when: (event: RunEvent) => boolean, changes: ConfigDict = {}): Promise<RunEvent[]> {
  const runner = await toyRunner(dir, changes);
  const events: RunEvent[] = [];
  runner.events.subscribe((event) => {
    events.push(event);
    if (when(event)) runner.stop('Ctrl-C');
  });
  await expect(runner.train()).rejects.toMatchObject({ code: 'MMA_RUN_INTERRUPTED', message: /Ctrl-C/ });
  return events;
}

const iterations = async (runner: Runner): Promise<number[]> => {
  const seen: number[] = [];
  runner.events.subscribe((event) => event.type === 'train-iter' && seen.push(event.iter));
  await runner.train();
  return seen;
};

const checkpoints = (dir: string): string[] => readdirSync(join(dir, 'work')).filter((name) => name.endsWith('.pth'));
const latest = (dir: string): string => readFileSync(join(dir, 'work', 'last_checkpoint'), 'utf8');

describe('a training run that is stopped', () => {
  it('saves where it is, says so, and goes on from there in the middle of the epoch', async () => {
    const whole = tempDir();
    await (await toyRunner(whole)).train();

    const dir = tempDir();
    const events = await stopped(dir, (event) => event.type === 'train-iter' && event.iter === 6);
    const file = join(dir, 'work', 'iter_6.pth');
    expect(events.at(-1)).toMatchObject({
      type: 'run-end',
      outcome: 'interrupted',
      error: { message: `the run was stopped: Ctrl-C; all of its 6 iterations are in ${file}`, hint: /--resume/ },
    });
    expect(logOf(join(dir, 'work'))).toMatch(
      /Saving checkpoint at 6 iterations, where the run is stopped\n.*ERROR - .*\n$/,
    );
    expect(latest(dir)).toBe(file);

    expect(await iterations(await toyRunner(dir, { resume: true }))).toEqual([7, 8, 9, 10, 11, 12]);
    const final = join('work', 'epoch_3.pth');
    expect(await stateOfRun(join(dir, final))).toEqual(await stateOfRun(join(whole, final)));
    expect(checkpoints(dir)).toEqual(checkpoints(whole));
  });

  it('validates when it goes on from between an epoch and its validation', async () => {
    const whole = tempDir();
    await (await toyRunner(whole)).train();
    const dir = tempDir();
    await stopped(dir, (event) => event.type === 'val-iter' && event.epoch === 1 && event.batch === 2);
    expect(checkpoints(dir)).toEqual(['epoch_1.pth']);
    const runner = await toyRunner(dir, { resume: true });
    const validated: number[] = [];
    runner.events.subscribe((event) => event.type === 'val-end' && validated.push(event.epoch));
    expect(await iterations(runner)).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    expect(validated).toEqual([1, 2, 3]);
    const final = join('work', 'epoch_3.pth');
    expect(await stateOfRun(join(dir, final))).toEqual(await stateOfRun(join(whole, final)));
  });

  it('saves nothing again that is safe already', async () => {
    const dir = tempDir();
    const changes = { 'default_hooks.checkpoint': { interval: 2, by_epoch: false } };
    const events = await stopped(dir, (event) => event.type === 'train-iter' && event.iter === 2, changes);
    expect(events.filter(({ type }) => type === 'checkpoint-saved')).toHaveLength(1);
    expect(checkpoints(dir)).toEqual(['iter_2.pth']);
    await stopped(dir, ({ type }) => type === 'run-start', { ...changes, resume: true });
    expect(checkpoints(dir)).toEqual(['iter_2.pth']);
  });

  it('says when there is nothing to go on from', async () => {
    const dir = tempDir();
    const events = await stopped(dir, (event) => event.type === 'train-iter' && event.iter === 2, {
      'default_hooks.checkpoint': null,
    });
    expect(events.at(-1)).toMatchObject({ error: { message: /it had made no new checkpoint/ } });
    expect(checkpoints(dir)).toEqual([]);
  });
});

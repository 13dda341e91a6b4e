import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { CheckpointHook, openCheckpoint } from '../../index.js';
import { tempDir } from '../../runner/fixtures/toy-config.js';
import { logOf, toyRunner } from '../../runner/fixtures/toy-run.js';

/** The checkpoints that a run of 3 epochs of 4 iterations leaves, and where. */
async function left(checkpoint: ConfigDict, changes: ConfigDict = {}): Promise<{ dir: string; files: string[] }> {
  const dir = tempDir();
  const plain = { interval: -1, max_keep_ckpts: -1, save_best: null };
  await (await toyRunner(dir, { 'default_hooks.checkpoint': { ...plain, ...checkpoint }, ...changes })).train();
  return {
    dir,
    files: readdirSync(join(dir, 'work'))
      .filter((name) => name.endsWith('.pth'))
      .sort(),
  };
}

const entries = async (file: string): Promise<string[]> => Object.keys(await openCheckpoint(file));

describe('when a checkpoint is saved', () => {
  it.each<[string, ConfigDict, string[]]>([
    ['every interval, and at the end', { interval: 2 }, ['epoch_2.pth', 'epoch_3.pth']],
    ['every interval alone', { interval: 2, save_last: false }, ['epoch_2.pth']],
    ['at the end alone', {}, ['epoch_3.pth']],
    ['from a begin on', { interval: 1, save_begin: 2 }, ['epoch_2.pth', 'epoch_3.pth']],
    ['by iterations', { interval: 5, by_epoch: false, save_begin: 4 }, ['iter_12.pth', 'iter_4.pth', 'iter_9.pth']],
    ['the newest few', { interval: 1, max_keep_ckpts: 2 }, ['epoch_2.pth', 'epoch_3.pth']],
    ['under a name of its own', { filename_tmpl: 'net-{}.pth' }, ['net-3.pth']],
  ])('%s', async (_, checkpoint, files) => {
    expect((await left(checkpoint)).files).toEqual(files);
  });

  it('in a folder elsewhere, which last_checkpoint of the work dir names', async () => {
    const out = tempDir();
    const { dir, files } = await left({ out_dir: out, save_best: 'auto' });
    expect(files).toEqual([]);
    const best = readdirSync(join(out, 'work')).filter((name) => name.startsWith('best_acc_top1_epoch_'));
    expect(readdirSync(join(out, 'work')).sort()).toEqual([...best, 'epoch_3.pth']);
    expect(readFileSync(join(dir, 'work', 'last_checkpoint'), 'utf8')).toBe(join(out, 'work', 'epoch_3.pth'));
    await (await toyRunner(dir, { resume: true, 'default_hooks.checkpoint': { out_dir: out } })).train();
    expect(logOf(join(dir, 'work'))).toContain('resumed epoch: 3, iter: 12');
  });

  it('with or without what resuming takes', async () => {
    const { dir } = await left({ save_optimizer: false, save_param_scheduler: false });
    const file = join(dir, 'work', 'epoch_3.pth');
    expect(await entries(file)).toEqual(['meta', 'state_dict', 'message_hub', 'mma_log_scalars']);
    const other = { resume: true, 'train_cfg.max_epochs': 4, 'param_scheduler.0.end': 4 };
    await (await toyRunner(dir, other)).train();
    expect(logOf(join(dir, 'work'))).toMatch(/WARNING - .*no optimizer state.*\n.*WARNING - .*no schedulers/);
  });
});

describe('the best checkpoints', () => {
  it('are kept for each metric, by its own rule', async () => {
    const { dir, files } = await left({ save_best: ['acc/top1', 'acc/error'], rule: ['greater', 'less'] });
    const scores = [...logOf(join(dir, 'work')).matchAll(/Epoch\(val\).*acc\/top1: ([\d.]+)/g)].map(([, s]) =>
      Number(s),
    );
    const best = scores.indexOf(Math.max(...scores)) + 1;
    expect(files).toEqual([`best_acc_error_epoch_${best}.pth`, `best_acc_top1_epoch_${best}.pth`, 'epoch_3.pth']);
    expect(await entries(join(dir, 'work', files[0]!))).not.toContain('optimizer');
  });

  it('of another run are left alone by the run that goes on from its checkpoint', async () => {
    const first = await left({ interval: 1, save_best: 'acc/error', rule: 'greater' }, { 'train_cfg.max_epochs': 1 });
    const own = tempDir();
    await (
      await toyRunner(own, {
        load_from: join(first.dir, 'work', 'epoch_1.pth'),
        resume: true,
        'default_hooks.checkpoint': { save_best: 'acc/error', rule: 'less' },
      })
    ).train();
    expect(readdirSync(join(first.dir, 'work'))).toContain('best_acc_error_epoch_1.pth');
  });

  it('ask for a metric that validation gives', async () => {
    await expect(left({ save_best: 'acc/top5' })).rejects.toMatchObject({
      code: 'MMA_CHECKPOINT_METRIC',
      hint: /acc\/top1/,
    });
  });

  it('ask for options that make sense, before any training', () => {
    expect(() => new CheckpointHook({ saveBest: 'fid' })).toThrow(/greater or a smaller "fid"/);
    expect(() => new CheckpointHook({ saveBest: ['auto', 'acc/top1'] })).toThrow(/stands alone/);
    expect(() => new CheckpointHook({ saveBest: ['a', 'a'], rule: 'less' })).toThrow(/named twice/);
    expect(() => new CheckpointHook({ saveBest: ['a', 'b', 'c'], rule: ['less', 'less'] })).toThrow(/one for each/);
    expect(() => new CheckpointHook({ filenameTmpl: '../{}.pth' })).toThrow(/a file name/);
  });
});

describe('files beside a checkpoint', () => {
  it('are published at the end, without what training alone needs, under a name that holds their hash', async () => {
    const { dir, files } = await left({ save_best: 'auto', published_keys: ['meta', 'state_dict'] });
    const published = files.filter((name) => /-[0-9a-f]{8}\.pth$/.test(name));
    expect(published.map((name) => name.slice(0, 5))).toEqual(['best_', 'epoch']);
    for (const name of published) {
      const hash = createHash('sha256')
        .update(readFileSync(join(dir, 'work', name)))
        .digest('hex');
      expect(name).toContain(hash.slice(0, 8));
      expect(await entries(join(dir, 'work', name))).toEqual(['meta', 'state_dict']);
    }
  });

  it('that a killed process left half-written do not matter, and go at the next save', async () => {
    const dir = tempDir();
    await (await toyRunner(dir, { 'train_cfg.max_epochs': 1, param_scheduler: [] })).train();
    const torn = join(dir, 'work', '.epoch_2.pth.4194999.0123abcd.tmp');
    writeFileSync(torn, readFileSync(join(dir, 'work', 'epoch_1.pth')).subarray(0, 500));
    writeFileSync(join(dir, 'work', 'last_checkpoint'), '');
    await (await toyRunner(dir, { 'train_cfg.max_epochs': 2, param_scheduler: [], resume: true })).train();
    expect(logOf(join(dir, 'work'))).toContain('resumed epoch: 1, iter: 4');
    expect(readdirSync(join(dir, 'work')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

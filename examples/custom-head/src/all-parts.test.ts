import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeStickActions } from '@mma/action-datasets';
import { afterAll, beforeAll, expect, test } from 'vitest';

const mma = fileURLToPath(new URL('./dist/bin.js', import.meta.resolve('@mma/cli/package.json')));
const config = fileURLToPath(new URL('../all-parts_stick-actions.ts', import.meta.url));
const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-example-'));
  await makeStickActions(join(folder, 'data'), { counts: { train: 10, val: 5, test: 5 }, workers: 0 });
});
afterAll(() => rm(folder, { recursive: true }));

function places(...splits: readonly string[]): string[] {
  const data = join(folder, 'data');
  return splits.flatMap((split) => [
    `${split}_dataloader.dataset.ann_file=${join(data, `stick_actions_${split}_video.txt`)}`,
    `${split}_dataloader.dataset.data_prefix.video=${join(data, split)}`,
  ]);
}

test('a head, a transform, a metric and a hook from outside the packages train together', async () => {
  const { stderr } = await run(process.execPath, [
    mma,
    ...['train', config, '--work-dir', folder, '--cfg-options', ...places('train', 'val')],
    ...['train_cfg.max_epochs=4', 'train_cfg.val_interval=1', 'train_dataloader.batch_size=5'],
    // Reached by anything, so that the hook ends training after the first epoch.
    'custom_hooks.0.target=0',
  ]);
  expect(stderr).toMatch(/Epoch\(train\) \[1\]\[2\/2\]/);
  expect(stderr).toMatch(/Epoch\(val\) \[1\]\[1\/1\] .*acc\/top1: \d.*hardest\/recall: \d/);
  expect(stderr).toMatch(/hardest\/recall is \d\.\d{3}: good enough/);
  expect(stderr).not.toContain('Epoch(train) [2]');
});

test('each says what it is, and takes no other options', async () => {
  const source = fileURLToPath(new URL('./play-backwards.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [mma, 'registry', 'list', 'lab.PlayBackwards', '--import', source]);
  expect(stdout).toMatch(/lab\.PlayBackwards {2}now and then turns the time/);
  expect(stdout).toMatch(/ratio {2}number ≥ 0 and ≤ 1 {2}= 0\.5 {2}probability/);
  const wrong = ['config', 'validate', config];
  await expect(run(process.execPath, [mma, ...wrong])).resolves.toMatchObject({ stdout: expect.stringMatching(/^✓/) });
});

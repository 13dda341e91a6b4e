import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCheckpoint } from '@mma/checkpoint';
import { expect, it } from 'vitest';
import { findLatestCheckpoint } from './find-latest.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'mma-latest-'));
const note = (dir: string, text: string): void => writeFileSync(join(dir, 'last_checkpoint'), text);

async function save(dir: string, name: string, meta: { epoch: number; iter: number }): Promise<string> {
  const file = join(dir, name);
  await writeCheckpoint(file, { meta: { ...meta }, state_dict: new Map(), optimizer: { state: new Map() } });
  return file;
}

it('is the one that last_checkpoint names, wherever the folder has moved', async () => {
  const dir = folder();
  const file = await save(dir, 'epoch_1.pth', { epoch: 1, iter: 4 });
  await save(dir, 'epoch_2.pth', { epoch: 2, iter: 8 });
  note(dir, '/elsewhere/epoch_1.pth\n');
  expect(await findLatestCheckpoint(dir)).toEqual({ file, warnings: [] });
});

it.each([
  ['is missing', undefined],
  ['is torn', ''],
  ['is zeros', '\0\0\0'],
  ['names a file that is gone', '/elsewhere/epoch_9.pth'],
])('is the one that has come furthest where last_checkpoint %s', async (_, text) => {
  const dir = folder();
  await save(dir, 'epoch_9.pth.pth', { epoch: 1, iter: 4 });
  const file = await save(dir, 'iter_10.pth', { epoch: 2, iter: 10 });
  await save(dir, 'epoch_2.pth', { epoch: 2, iter: 8 });
  await writeCheckpoint(join(dir, 'best_acc.pth'), { meta: { epoch: 3, iter: 12 }, state_dict: new Map() });
  if (text !== undefined) note(dir, text);
  const latest = await findLatestCheckpoint(dir);
  expect(latest.file).toBe(file);
  expect(latest.warnings.at(-1)).toContain('iter_10.pth');
});

it('is the one before where the named one is damaged, and says so', async () => {
  const dir = folder();
  const file = await save(dir, 'epoch_1.pth', { epoch: 1, iter: 4 });
  const torn = join(dir, 'epoch_2.pth');
  copyFileSync(file, torn);
  writeFileSync(torn, readFileSync(torn).subarray(0, 300));
  note(dir, torn);
  const latest = await findLatestCheckpoint(dir);
  expect(latest.file).toBe(file);
  expect(latest.warnings[0]).toMatch(/^epoch_2\.pth cannot be resumed from: /);
});

it('is none where there is none', async () => {
  expect(await findLatestCheckpoint(folder())).toEqual({ warnings: [] });
});

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replaceFile } from './replace-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-replace-'));
});
afterAll(() => rm(folder, { recursive: true }));

it.each([true, false])('writes text and bytes, over what was there and into new folders (flush: %s)', async (flush) => {
  const file = join(folder, `deep-${flush}`, 'er', 'file.txt');
  await replaceFile(file, 'first', { flush });
  await replaceFile(file, Buffer.from('second'), { flush });
  expect(await readFile(file, 'utf8')).toBe('second');
  expect(await readdir(join(file, '..'))).toEqual(['file.txt']);
});

it('leaves nothing behind where it cannot write, and what was there as it was', async () => {
  await mkdir(join(folder, 'taken', 'full'), { recursive: true });
  await expect(replaceFile(join(folder, 'taken'), 'text')).rejects.toThrow();
  await writeFile(join(folder, 'file'), '');
  await expect(replaceFile(join(folder, 'file', 'inside'), 'text')).rejects.toThrow(/ENOTDIR|EEXIST/);
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(await readdir(join(folder, 'taken'))).toEqual(['full']);
});

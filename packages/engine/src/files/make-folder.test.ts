import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFolder, makeFolderSync } from './make-folder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-folder-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('makes a folder with all that it lies in, several at once and over what is there', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  await Promise.all([makeFolder(deep), makeFolder(join(folder, 'a', 'b', 'd')), makeFolder(deep)]);
  await makeFolder(deep);
  await makeFolder('.');
  makeFolderSync(join(deep, 'e', 'f'));
  makeFolderSync(join(deep, 'e', 'f'));
  expect((await stat(join(deep, 'e', 'f'))).isDirectory()).toBe(true);
  expect((await stat(deep)).isDirectory()).toBe(true);
});

it('makes what another makes meanwhile, whoever comes first', async () => {
  for (let round = 0; round < 100; round += 1) {
    const shared = join(folder, `round${round}`, 'b', 'c');
    await Promise.all([shared, join(shared, 'd'), dirname(shared), join(shared, 'd', 'e')].map(makeFolder));
    expect((await stat(join(shared, 'd', 'e'))).isDirectory()).toBe(true);
  }
});

it('says at once that a file is in the way', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(folder, 'file', 'inside'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  expect(() => makeFolderSync(join(folder, 'file', 'inside'))).toThrow(/ENOTDIR/);
});

it.runIf(existsSync('/proc/self'))('says at once that a place takes no folders', async () => {
  await expect(makeFolder('/proc/mma/deeper')).rejects.toMatchObject({ code: expect.stringMatching(/ENOENT|EACCES/) });
  expect(() => makeFolderSync('/proc/mma/deeper')).toThrow(/ENOENT|EACCES/);
});

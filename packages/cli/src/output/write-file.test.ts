import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFileSafely } from './write-file.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a file is written whole, in folders that are made for it, and replaces the former one', async () => {
  const file = join(folder, 'a', 'b.json');
  await writeFileSafely(file, 'one');
  await writeFileSafely(file, 'two');
  expect(await readFile(file, 'utf8')).toBe('two');
  expect(await readdir(join(folder, 'a'))).toEqual(['b.json']);
});

test('a file that cannot be put in its place is a user error and leaves nothing behind', async () => {
  await mkdir(join(folder, 'taken', 'inside'), { recursive: true });
  const write = writeFileSafely(join(folder, 'taken'), 'text');
  await expect(write).rejects.toMatchObject({ code: 'MMA_CLI_WRITE', message: expect.stringContaining('taken') });
  expect(await readdir(folder)).toEqual(['taken']);
});

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withUploadFolder } from './upload-folder.js';

let temporary: string;

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'mma-orphans-'));
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true });
});

/** The number of a process that has ended. */
const ended = () => spawnSync(process.execPath, ['--eval', '']).pid;

/** The name that a server of this machine with another process number would choose. */
function ownName(pid: number): Promise<string> {
  return withUploadFolder(async (folder) => basename(folder).replace(`-${process.pid}-`, `-${pid}-`));
}

async function folderNamed(name: string): Promise<string> {
  await mkdir(join(temporary, name));
  await writeFile(join(temporary, name, 'upload'), 'left');
  return name;
}

test('what a killed server has left is removed, and the own folder afterwards', async () => {
  await folderNamed(await ownName(ended()));
  const counts: number[] = [];
  await withUploadFolder(
    async (folder) => expect(await readdir(temporary)).toEqual([basename(folder)]),
    (count) => counts.push(count),
  );
  expect(counts).toEqual([1]);
  expect(await readdir(temporary)).toEqual([]);
});

test('folders of running servers, of other machines and of other programs stay', async () => {
  const pid = ended();
  const kept = [
    await folderNamed(await ownName(process.ppid)),
    await folderNamed((await ownName(pid)).replace(/serve-[0-9a-f]{8}/, 'serve-00000000')),
    await folderNamed(`mma-serve-${pid}`),
    await folderNamed('mma-serve-notes'),
  ];
  await withUploadFolder(async () => {});
  expect((await readdir(temporary)).sort()).toEqual(kept.sort());
});

test('a link under such a name is not followed', async () => {
  const elsewhere = await folderNamed('precious');
  await symlink(join(temporary, elsewhere), join(temporary, await ownName(ended())));
  await withUploadFolder(async () => {});
  expect(existsSync(join(temporary, elsewhere, 'upload'))).toBe(true);
});

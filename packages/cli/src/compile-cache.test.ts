import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-compiled-'));
});
afterAll(() => rm(folder, { recursive: true }));

const help = (env: NodeJS.ProcessEnv) =>
  execFileSync(process.execPath, [PROGRAM, '--help'], { encoding: 'utf8', env: { ...process.env, ...env } });

test('the program keeps its compiled code in the cache folder, and starts without where there can be none', async () => {
  expect(help({ MMA_CACHE_DIR: folder })).toContain('Usage: mma');
  expect(await readdir(join(folder, 'compiled'))).not.toEqual([]);
  await writeFile(join(folder, 'file'), '');
  expect(help({ MMA_CACHE_DIR: join(folder, 'file') })).toContain('Usage: mma');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTempFolder } from './temp-folder.js';

async function leave(folder: string): Promise<string> {
  await writeFile(join(folder, 'file'), 'left');
  return folder;
}

test('the folder is gone when the work is done', async () => {
  const folder = await withTempFolder(leave);
  expect(existsSync(folder)).toBe(false);
  expect(process.listenerCount('SIGTERM')).toBe(0);
});

test('and when it fails', async () => {
  let folder = '';
  const work = withTempFolder(async (made) => {
    folder = await leave(made);
    throw new Error('no luck');
  });
  await expect(work).rejects.toThrow('no luck');
  expect(existsSync(folder)).toBe(false);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('and when the program is ended by %s', async (signal, code) => {
  const module = new URL('../../dist/output/temp-folder.js', import.meta.url).href;
  const script = `
    const { withTempFolder } = await import(${JSON.stringify(module)});
    await withTempFolder((folder) => {
      process.stdout.write(folder);
      return new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
  const [said] = await once(child.stdout, 'data');
  expect(existsSync(String(said))).toBe(true);
  child.kill(signal);
  expect((await once(child, 'close'))[0]).toBe(code);
  expect(existsSync(String(said))).toBe(false);
});

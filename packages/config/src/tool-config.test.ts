import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadToolConfig } from './tool-config.js';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'config-tool-')));
  vi.stubEnv('MMA_CACHE_DIR', join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true });
});

async function write(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

test.each([
  ['package.json', '{"name": "x", "mma": {"workDir": "runs", "modules": ["a-package", "./mine.ts"]}}'],
  ['.mmarc', 'workDir: runs\nmodules: [a-package, ./mine.ts]\n'],
  ['.mmarc.json', '{"workDir": "runs", "modules": ["a-package", "./mine.ts"]}'],
  ['mma.config.yaml', 'workDir: runs\nmodules: [a-package, ./mine.ts]\n'],
  [
    'mma.config.ts',
    "const workDir: string = 'runs';\nexport default { workDir, modules: ['a-package', './mine.ts'] };\n",
  ],
  ['mma.config.mjs', "export default { workDir: 'runs', modules: ['a-package', './mine.ts'] };\n"],
])('%s is found from a folder below, and its paths are relative to it', async (name, text) => {
  await write(name, text);
  await mkdir(join(folder, 'a/b'), { recursive: true });
  expect(await loadToolConfig(join(folder, 'a/b'))).toEqual({
    file: join(folder, name),
    config: { workDir: join(folder, 'runs'), modules: ['a-package', join(folder, 'mine.ts')] },
  });
});

test('every option is taken', async () => {
  const options = { configRoots: ['more'], cacheDir: '/cache', device: 'cpu', logLevel: 'WARNING' };
  await write('mma.config.json', JSON.stringify(options));
  expect((await loadToolConfig(folder)).config).toEqual({ ...options, configRoots: [join(folder, 'more')] });
});

test('mistakes are told all at once, with the closest option', async () => {
  await write('mma.config.json', '{"wrokDir": "runs", "device": 3, "logLevel": "loud"}');
  const error: unknown = await loadToolConfig(folder).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'MMA_CONFIG_TOOL', hint: 'did you mean `workDir`?' });
  for (const part of ['mma.config.json', 'no option `wrokDir`', '`device`', '`logLevel`']) {
    expect((error as Error).message).toContain(part);
  }
});

test.each([
  ['.mmarc', 'a: [1, 2\n', 'cannot be read'],
  ['mma.config.ts', 'export const a = 1;\n', 'it has no default export'],
  ['mma.config.ts', 'throw new Error("no");\n', 'mma.config.ts:1: Error: no'],
  ['mma.config.json', '[1]', 'expected object'],
])('a broken %s is one clear error', async (name, text, message) => {
  await write(name, text);
  await expect(loadToolConfig(folder)).rejects.toThrow(message);
});

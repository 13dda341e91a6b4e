import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findConfig } from './find-config.js';

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'config-find-')));
  const files = [
    'first/tsn/tsn_r50_kinetics.ts',
    'first/tsn/two.ts',
    'first/slow/two.ts',
    'first/_base_/default_runtime.ts',
  ];
  for (const file of [
    ...files,
    'first/tsconfig.json',
    'second/tsn/tsn_r50_kinetics.ts',
    'second/tsn/twin.ts',
    'second/tsn/twin.yaml',
  ]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), '');
  }
});
afterAll(() => rm(folder, { recursive: true }));

const find = (name: string) => findConfig(name, [join(folder, 'first'), join(folder, 'second')]);

test.each([
  ['tsn_r50_kinetics', 'first/tsn/tsn_r50_kinetics.ts'],
  ['tsn_r50_kinetics.ts', 'first/tsn/tsn_r50_kinetics.ts'],
  ['tsn_r50_kinetics.py', 'first/tsn/tsn_r50_kinetics.ts'],
  ['slow/two', 'first/slow/two.ts'],
  ['twin.yaml', 'second/tsn/twin.yaml'],
])('%s is found', async (name, file) => {
  expect(await find(name)).toBe(join(folder, file));
});

test('a path is taken as it is', async () => {
  const file = join(folder, 'second/tsn/tsn_r50_kinetics.ts');
  expect(await find(file)).toBe(file);
});

test('two of the same name in one folder are an error that names both', async () => {
  await expect(find('two')).rejects.toThrow(/several configs are called two: .*slow\/two\.ts, .*tsn\/two\.ts/);
});

test('an unknown name suggests the closest', async () => {
  await expect(find('tsn_r5_kinetic')).rejects.toMatchObject({
    code: 'MMA_CONFIG_NOT_FOUND',
    hint: 'did you mean tsn_r50_kinetics?',
  });
  await expect(find('default_runtime')).rejects.toMatchObject({ code: 'MMA_CONFIG_NOT_FOUND' });
});

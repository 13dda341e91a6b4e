import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findLibrary } from './library.js';
import { unpackWheel } from './unpack.js';

const wheel = fileURLToPath(new URL('../../fixtures/tiny.whl', import.meta.url));

test('of a wheel, only the libraries and the headers of the C API are unpacked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mma-unpack-'));
  await unpackWheel(wheel, folder);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.map((file) => file.slice(folder.length + 1)).sort()).toEqual([
    'include/tensorflow/c/c_api.h',
    'include/tensorflow/c/eager/c_api.h',
    'lib/libtensorflow_cc.so.2',
    'lib/libtensorflow_framework.so.2',
  ]);
  expect(await readFile(join(folder, 'lib/libtensorflow_cc.so.2'), 'utf8')).toBe('library');
  expect(findLibrary(folder)).toBeDefined();
  await rm(folder, { recursive: true });
});

test('a file that is no archive is an error', async () => {
  await expect(unpackWheel(fileURLToPath(import.meta.url), tmpdir())).rejects.toThrow();
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cacheDir } from '../cache.js';
import { ensureNative } from '../ensure-native.js';
import { findLibrary, libraryFromEnvironment } from './library.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mma-library-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function put(...path: string[]): void {
  mkdirSync(join(folder, ...path, '..'), { recursive: true });
  writeFileSync(join(folder, ...path), '');
}

test.each([['lib'], ['.']])('libraries may lie in %s', (where) => {
  put('include', 'tensorflow', 'c', 'c_api.h');
  put(where, 'libtensorflow_cc.so.2');
  put(where, 'libtensorflow_framework.so.2');
  const names = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  expect(findLibrary(folder)?.libraries).toEqual(names.map((name) => join(folder, where, name)));
});

test('the classic all-in-one library serves too', () => {
  put('include', 'tensorflow', 'c', 'c_api.h');
  put('lib', 'libtensorflow.so.2');
  expect(findLibrary(folder)?.libraries).toEqual([join(folder, 'lib', 'libtensorflow.so.2')]);
});

test('a folder without headers is no libtensorflow, and naming it is an error that says what it must hold', () => {
  put('lib', 'libtensorflow.so.2');
  vi.stubEnv('MMA_LIBTENSORFLOW', folder);
  expect(libraryFromEnvironment).toThrow(
    expect.objectContaining({ code: 'MMA_BACKEND_LIBRARY_FOLDER', hint: expect.stringContaining('c_api.h') }),
  );
});

test('nothing is fetched unless asked: what is missing is an error that says what to run', async () => {
  vi.stubEnv('MMA_CACHE_DIR', folder);
  vi.stubEnv('MMA_LIBTENSORFLOW', '');
  await expect(ensureNative({ install: false })).rejects.toMatchObject({
    code: 'MMA_BACKEND_MISSING',
    hint: expect.stringContaining('mma doctor --fix'),
  });
});

test("the cache is where the environment says, else in the user's cache folder", () => {
  expect(cacheDir({ MMA_CACHE_DIR: '/a' })).toBe('/a');
  expect(cacheDir({ XDG_CACHE_HOME: '/b' })).toBe(join('/b', 'mma'));
});

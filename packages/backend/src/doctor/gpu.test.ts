import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Driver } from '../install/library/driver.js';
import { PINNED_LIBRARIES, platformKey } from '../install/pins/sources.js';
import { gpuChecks } from './gpu.js';

const NONE: Driver = { device: undefined, library: undefined, version: undefined, models: [] };
const DRIVER: Driver = { device: '/dev/nvidiactl', library: '/lib/libcuda.so.1', version: '550.54', models: ['H100'] };
let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'mma-gpu-'));
  vi.stubEnv('MMA_CACHE_DIR', cache);
  vi.stubEnv('MMA_LIBTENSORFLOW', '');
  vi.stubEnv('MMA_DEVICE', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

test('says nothing of GPUs where there is none and none is asked for', () => {
  expect(gpuChecks(NONE)).toEqual([]);
});

test('a GPU that is asked for and has no driver is a fault', () => {
  vi.stubEnv('MMA_DEVICE', 'gpu');
  expect(gpuChecks(NONE)).toMatchObject([{ ok: false, detail: expect.stringContaining('/dev/nvidiactl') }]);
});

test.runIf(PINNED_LIBRARIES.gpu[platformKey()])('where there is one, says what it is and how to use it', () => {
  const [check] = gpuChecks(DRIVER);
  expect(check!.ok).toBe(true);
  expect(check!.detail).toContain('550.54 at /dev/nvidiactl, /lib/libcuda.so.1, H100');
  expect(check!.detail).toMatch(/MMA_DEVICE=gpu mma doctor --fix` fetches TensorFlow for it \(3\.3 GB\)/);
});

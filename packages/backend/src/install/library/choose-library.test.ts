import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DeviceChoice } from '../../device.js';
import { ensureNative } from '../ensure-native.js';
import { PINNED_LIBRARIES, platformKey, TENSORFLOW_VERSION, type Variant } from '../pins/sources.js';
import { libraryInPlace, requireGpuBuild, variantToInstall } from './choose-library.js';
import type { Driver } from './driver.js';
import { libraryDirInCache } from './library.js';

const NO_DRIVER: Driver = { device: undefined, library: undefined, version: undefined, models: [] };
const DRIVER: Driver = { ...NO_DRIVER, device: '/dev/nvidiactl', library: '/usr/lib64/libcuda.so.1' };
let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'mma-choose-'));
  vi.stubEnv('MMA_CACHE_DIR', cache);
  vi.stubEnv('MMA_LIBTENSORFLOW', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

function put(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
}

function cached(variant: Variant): void {
  const folder = libraryDirInCache(TENSORFLOW_VERSION, variant);
  put(join(folder, 'include', 'tensorflow', 'c', 'c_api.h'));
  put(join(folder, 'lib', 'libtensorflow_cc.so.2'));
  if (variant === 'gpu') put(join(folder, 'nvidia', 'cudnn', 'lib', 'libcudnn.so.9'));
}

function chosen(choice: DeviceChoice, driver: Driver): Variant | undefined {
  const library = libraryInPlace(choice, driver);
  return library && (library.cudaLibraries.length > 0 ? 'gpu' : 'cpu');
}

test('the build for GPUs serves a GPU alone; by itself it is taken only where there is a driver', () => {
  cached('cpu');
  expect(chosen('gpu', DRIVER)).toBeUndefined();
  expect(chosen('auto', DRIVER)).toBe('cpu');
  cached('gpu');
  expect(chosen('gpu', DRIVER)).toBe('gpu');
  expect(chosen('auto', DRIVER)).toBe('gpu');
  expect(chosen('auto', { ...DRIVER, library: undefined })).toBe('cpu');
  expect(chosen('auto', NO_DRIVER)).toBe('cpu');
  expect(chosen('cpu', DRIVER)).toBe('cpu');
});

test('it serves the CPU, too, where nothing else is installed', () => {
  expect(chosen('cpu', NO_DRIVER)).toBeUndefined();
  cached('gpu');
  expect(chosen('cpu', NO_DRIVER)).toBe('gpu');
  expect(chosen('auto', NO_DRIVER)).toBe('gpu');
});

test('nobody gets it unasked', () => {
  expect((['auto', 'cpu', 'gpu'] as const).map(variantToInstall)).toEqual(['cpu', 'cpu', 'gpu']);
});

test("a folder that Python's packages were installed into serves as it is", () => {
  const packages = join(cache, 'site-packages');
  put(join(packages, 'tensorflow', 'include', 'tensorflow', 'c', 'c_api.h'));
  put(join(packages, 'tensorflow', 'libtensorflow_cc.so.2'));
  const parts = ['cudnn/lib/libcudnn.so.9', 'cudnn/lib/libcudnn_ops.so.9', 'cublas/lib/libcublas.so.12', '__init__.py'];
  for (const part of [...parts, 'cublas/lib/libcublasLt.so.12', 'cuda_runtime/lib/libcudart.so.12']) {
    put(join(packages, 'nvidia', part));
  }
  vi.stubEnv('MMA_LIBTENSORFLOW', join(packages, 'tensorflow'));
  const { cudaLibraries } = libraryInPlace('gpu', NO_DRIVER)!;
  const order = ['libcudart.so.12', 'libcublasLt.so.12', 'libcublas.so.12', 'libcudnn.so.9'];
  expect(cudaLibraries.map((path) => basename(path))).toEqual(order);
});

test.runIf(PINNED_LIBRARIES.gpu[platformKey()])(
  'what is missing for a GPU is an error that says what to run',
  async () => {
    cached('cpu');
    await expect(ensureNative({ device: 'gpu', install: false })).rejects.toMatchObject({
      code: 'MMA_BACKEND_MISSING',
      hint: expect.stringContaining('MMA_DEVICE=gpu mma doctor --fix'),
    });
  },
);

test('where no build for GPUs is known, asking for one is an error that says so', () => {
  expect(() => requireGpuBuild('darwin-arm64')).toThrow(
    expect.objectContaining({
      code: 'MMA_BACKEND_GPU_PLATFORM',
      message: expect.stringMatching(/darwin-arm64 .*only for linux-x64/),
    }),
  );
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { requireDriver } from './choose-library.js';
import { describeDriver, findDriver } from './driver.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mma-driver-'));
  vi.stubEnv('MMA_LIBTENSORFLOW', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function put(path: string, content = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

test('a driver is found by its device, its library and what the kernel tells of it', () => {
  put('dev/nvidiactl');
  put('usr/lib/x86_64-linux-gnu/libcuda.so.1');
  put(
    'proc/driver/nvidia/version',
    'NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5\nGCC version: 12.3.0\n',
  );
  put('proc/driver/nvidia/gpus/0000:01:00.0/information', 'Model: \t\t NVIDIA H100 80GB HBM3\nIRQ: 24\n');
  const driver = findDriver(root, {});
  expect(driver).toEqual({
    device: join(root, 'dev/nvidiactl'),
    library: join(root, 'usr/lib/x86_64-linux-gnu/libcuda.so.1'),
    version: '550.54.15',
    models: ['NVIDIA H100 80GB HBM3'],
  });
  expect(describeDriver(driver)).toMatch(/^NVIDIA's driver 550\.54\.15 at .*nvidiactl, .*libcuda\.so\.1, NVIDIA H100/);
});

test('so are that of the Windows Subsystem for Linux, and a library on LD_LIBRARY_PATH', () => {
  put('dev/dxg');
  put('elsewhere/libcuda.so.1');
  const driver = findDriver(root, { LD_LIBRARY_PATH: `/nowhere:${join(root, 'elsewhere')}` });
  expect(driver.device).toBe(join(root, 'dev/dxg'));
  expect(driver.library).toBe(join(root, 'elsewhere/libcuda.so.1'));
  expect(describeDriver({ ...driver, library: undefined })).toContain('libcuda.so.1 in none of the usual folders');
});

test.runIf(process.platform === 'linux')('a GPU without a driver is an error that says what was looked for', () => {
  const none = findDriver(root, {});
  expect(() => requireDriver('gpu', none)).toThrow(
    expect.objectContaining({
      code: 'MMA_BACKEND_NO_DRIVER',
      message: expect.stringContaining('neither /dev/nvidiactl nor /dev/dxg'),
      hint: expect.stringContaining('--gpus all'),
    }),
  );
  expect(() => requireDriver('auto', none)).not.toThrow();
  put('dev/nvidiactl');
  expect(() => requireDriver('gpu', findDriver(root, {}))).not.toThrow();
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { cpuFeatures } from './cpu.js';
import { doctor } from './doctor.js';

afterEach(() => vi.unstubAllEnvs());

test('without a native library, says what is missing and how to repair it', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'mma-doctor-'));
  vi.stubEnv('MMA_CACHE_DIR', empty);
  vi.stubEnv('MMA_LIBTENSORFLOW', '');
  const report = await doctor();
  rmSync(empty, { recursive: true });
  expect(report.ok).toBe(false);
  expect(report.device).toBeUndefined();
  expect(report.checks[0]).toMatchObject({
    name: 'native library',
    ok: false,
    fix: expect.stringContaining('doctor --fix'),
  });
  expect(report.checks.map((check) => check.name)).toContain('C++ compiler');
});

test('with everything in place, reports versions, device, paths and correct numbers', async () => {
  const report = await doctor({ fix: true });
  expect(report.checks.filter((check) => !check.ok)).toEqual([]);
  expect(report.ok).toBe(true);
  expect(report.versions.tensorflow).toMatch(/^2\./);
  expect(report.paths.addon).toContain('mma_tensorflow.node');
  expect(report.checks.map((check) => check.name)).toContain('batch norm gradient');
});

test.runIf(process.platform === 'linux')('reads CPU features', () => {
  expect(cpuFeatures(() => 'processor : 0\nflags\t\t: fpu avx2 fma avx512_bf16\n')).toEqual([
    'avx2',
    'fma',
    'avx512_bf16',
  ]);
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../load.js';

// Installs what the program below uses.
beforeAll(() => loadBackend({ install: true }));

test('processors without wide vectors get the same figures', async () => {
  const script = fileURLToPath(new URL('testing/own-kernels-check.js', new URL('../../dist/ops/', import.meta.url)));
  const env = { ...process.env, ONEDNN_MAX_CPU_ISA: 'SSE41' };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  expect(JSON.parse(stdout)).toBeLessThan(3e-4);
});

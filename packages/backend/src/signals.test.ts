import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

// oneDNN's matrix kernels move the stack pointer; a handler in their midst used to corrupt the heap.
test.skipIf(process.platform === 'win32')('signals during a training step do no harm', async () => {
  const script = fileURLToPath(new URL('../fixtures/under-signals.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout.trim()).toBe('survived');
});

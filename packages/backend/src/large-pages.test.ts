import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from './load.js';
import { tf } from './tf.js';

beforeAll(() => loadBackend({ install: true }));

/** Bytes of this process that are to be in large pages. */
function advised(): number {
  const mappings = readFileSync('/proc/self/smaps', 'utf8').split(/\n(?=[0-9a-f]+-[0-9a-f]+ )/);
  const sizes = mappings.map((mapping) =>
    /^VmFlags:.* hg\b/m.test(mapping) ? Number(/^Size:\s+(\d+)/m.exec(mapping)![1]) : 0,
  );
  return 1024 * sizes.reduce((sum, size) => sum + size, 0);
}

test.runIf(existsSync('/sys/kernel/mm/transparent_hugepage'))(
  'large tensors ask for large pages, small ones do not',
  () => {
    const none = advised();
    const small = tf.sum(tf.tensor1d(new Float32Array(1000)));
    const before = advised();
    expect(before).toBe(none);
    const values = new Float32Array(16 << 20);
    const large = tf.tensor1d(values);
    const sum = tf.sum(large); // which is when TensorFlow gets the numbers
    expect(advised() - before).toBeGreaterThan(values.byteLength / 2);
    tf.dispose([small, large, sum]);
  },
);

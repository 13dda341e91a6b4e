import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCheckpoint } from './checkpoint.js';
import { checkTotal, loadTensors } from './load-tensors.js';
import type { CheckpointValue } from './pickle/values.js';
import { writeCheckpoint } from './pth/write.js';
import { temporaryFolder } from './testing/folder.js';

test('a part can be loaded alone, and what is shared stays shared', async () => {
  const file = join(await temporaryFolder(), 'a.pth');
  const shared = { dtype: 'float32', shape: [1], data: Float32Array.of(1) } as const;
  const list = [shared];
  await writeCheckpoint(file, { first: { a: list, b: list }, second: shared });
  await using checkpoint = await readCheckpoint(file);
  const content = checkpoint.content as Map<string, CheckpointValue>;
  const first = (await loadTensors(checkpoint, content.get('first'))) as Map<string, CheckpointValue>;
  expect(first.get('a')).toEqual([shared]);
  expect(first.get('b')).toBe(first.get('a'));
});

test('tensors far larger than their file are refused', () => {
  const view = { dtype: 'float32', shape: [1000], read: () => expect.fail('not read') } as const;
  expect(() => checkTotal(Array(1000).fill(view), 300_000)).not.toThrow();
  expect(() => checkTotal(Array(2000).fill(view), 300_000)).toThrow('need 8000000 bytes, the file has 300000');
});

import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../checkpoint.js';
import { Pickler } from '../pickle/pickle.js';
import type { LazyTensor } from '../tensors/tensor.js';
import { temporaryFolder } from '../testing/folder.js';
import { StorageCollector } from './pickle-tensor.js';
import { centralHeader, endRecords, localHeader } from './zip-writer.js';

/** A checkpoint of one tensor of 5 GB, which are a hole in the file, and a small one behind it. */
async function sparseCheckpoint(file: string): Promise<void> {
  const small = { dtype: 'float32', shape: [3], data: Float32Array.of(1, 2, 3) } as const;
  const large: LazyTensor = {
    dtype: 'float32',
    shape: [1_250_000_000],
    read: () => Promise.reject(new Error('large')),
  };
  const collector = new StorageCollector();
  const pickler = new Pickler((tensor, to, path) => collector.write(tensor, to, path));
  pickler.value(new Map<string, LazyTensor | typeof small>([...Object.entries({ large, small })]), '');
  const contents: [string, Uint8Array | number][] = [
    ['archive/data.pkl', pickler.finish()],
    ['archive/data/0', 5_000_000_000],
    ['archive/data/1', new Uint8Array(small.data.buffer)],
  ];
  const handle = await open(file, 'w');
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of contents) {
    const size = typeof bytes === 'number' ? bytes : bytes.length;
    const entry = { name, size, crc32: 0, headerOffset: at };
    directory.push(centralHeader(entry));
    const header = localHeader(entry);
    await handle.write(header, 0, header.length, at);
    if (typeof bytes !== 'number') await handle.write(bytes, 0, size, at + header.length);
    at += header.length + size;
  }
  const records = Buffer.concat(directory);
  const end = endRecords({ count: contents.length, size: records.length, offset: at });
  await handle.write(Buffer.concat([records, end]), 0, records.length + end.length, at);
  await handle.close();
}

// Only where files may have holes at no cost.
test.skipIf(process.platform !== 'linux')('a tensor beyond 4 GiB is read without what lies before it', async () => {
  const file = join(await temporaryFolder(), 'large.pth');
  await sparseCheckpoint(file);
  expect((await stat(file)).size).toBeGreaterThan(5e9);
  const before = process.memoryUsage().arrayBuffers;
  await using checkpoint = await readCheckpoint(file);
  expect(checkpoint.get('large')).toMatchObject({ dtype: 'float32', shape: [1_250_000_000] });
  expect((await (checkpoint.get('small') as LazyTensor).read()).data).toEqual(Float32Array.of(1, 2, 3));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4e6);
});

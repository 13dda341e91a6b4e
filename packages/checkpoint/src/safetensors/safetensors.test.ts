import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../checkpoint.js';
import { OrderedDict } from '../pickle/values.js';
import type { TensorData } from '../tensors/tensor.js';
import { fixture } from '../testing/fixture.js';
import { temporaryFolder } from '../testing/folder.js';
import { readSafetensors } from './read.js';
import { writeSafetensors } from './write.js';

test('a file of the safetensors library is read', async () => {
  const { tensors, metadata } = await readSafetensors(fixture('small.safetensors'));
  expect(Object.fromEntries(tensors)).toEqual({
    'b.weight': { dtype: 'float32', shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) },
    'a.half': { dtype: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) },
    count: { dtype: 'int64', shape: [], data: BigInt64Array.of(7n) },
  });
  expect(metadata).toEqual(new Map([['format', 'pt']]));
});

test('what is written comes back, in order, with its metadata', async () => {
  const file = join(await temporaryFolder(), 'a.safetensors');
  const tensors = new Map<string, TensorData>([
    ['z', { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) }],
    ['é', { dtype: 'float64', shape: [1, 2], data: Float64Array.of(0.1, -1e300) }],
    ['empty', { dtype: 'float32', shape: [0], data: new Float32Array() }],
    ['bf', { dtype: 'bfloat16', shape: [], data: Uint16Array.of(0x3f80) }],
  ]);
  await writeSafetensors(file, tensors, { metadata: { made: 'here' } });
  const back = await readSafetensors(file);
  expect([...back.tensors]).toEqual([...tensors]);
  expect(back.metadata).toEqual(new Map([['made', 'here']]));
  await using checkpoint = await readCheckpoint(file);
  expect(checkpoint.format).toBe('safetensors');
  expect(checkpoint.content).toBeInstanceOf(OrderedDict);
});

test('what the format cannot hold is refused', async () => {
  const file = join(await temporaryFolder(), 'a.safetensors');
  const complex: TensorData = { dtype: 'complex64', shape: [1], data: Float32Array.of(1, 2) };
  await expect(writeSafetensors(file, new Map([['c', complex]]))).rejects.toThrow('c: a complex64 tensor has no place');
  await expect(writeSafetensors(file.replace('.safetensors', '.pth'), new Map())).rejects.toThrow(
    'does not end in .safetensors',
  );
});

const place = (part: object) => ({ dtype: 'F32', shape: [2], data_offsets: [0, 8], ...part });

test.each([
  ['is not JSON', '{'],
  ['has the unknown type "X9"', { a: place({ dtype: 'X9' }) }],
  ['of shape [3] has 8 bytes', { a: place({ shape: [3] }) }],
  ['no valid shape', { a: place({ shape: [-2] }) }],
  ['no valid shape', { a: place({ shape: [2 ** 60] }) }],
  ['no valid shape', { a: place({ data_offsets: [0, 1, 2] }) }],
  ['overlaps its neighbour', { a: place({}), b: place({}) }],
  ['leaves a gap', { a: place({ data_offsets: [8, 16] }) }],
  ['the header describes', { a: place({}), b: place({ data_offsets: [8, 16] }) }],
  ['the metadata', { __metadata__: 1, a: place({}) }],
])('a header is refused where it %s', async (message, header) => {
  const file = join(await temporaryFolder(), 'a.safetensors');
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  await writeFile(file, Buffer.concat([length, json, Buffer.alloc(8)]));
  await expect(readSafetensors(file)).rejects.toThrow(message);
});

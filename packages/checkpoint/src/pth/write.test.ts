import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../checkpoint.js';
import { ByteSource } from '../files/byte-source.js';
import { loadTensors } from '../load-tensors.js';
import { type CheckpointValue, OrderedDict } from '../pickle/values.js';
import { type DType, dtypes } from '../tensors/dtype.js';
import type { TensorData } from '../tensors/tensor.js';
import { fixture } from '../testing/fixture.js';
import { temporaryFolder } from '../testing/folder.js';
import { type CheckpointContent, writeCheckpoint } from './write.js';
import { readZipDirectory } from './zip-directory.js';

const vector = (...values: number[]): TensorData => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

async function roundTrip(content: CheckpointContent): Promise<Map<CheckpointValue, CheckpointValue>> {
  const file = join(await temporaryFolder(), 'a.pth');
  await writeCheckpoint(file, content);
  await using checkpoint = await readCheckpoint(file);
  return (await loadTensors(checkpoint)) as Map<CheckpointValue, CheckpointValue>;
}

test("a training checkpoint in MMEngine's structure comes back whole", async () => {
  const content = {
    meta: { epoch: 3, iter: 120, seed: 2 ** 40, time: '20261123_120000' },
    state_dict: new Map([
      ['conv.weight', { dtype: 'float32', shape: [2, 1, 1, 2], data: Float32Array.of(1, 2, 3, 4) }],
      ['bn.num_batches_tracked', { dtype: 'int64', shape: [], data: BigInt64Array.of(120n) }],
    ]),
    optimizer: {
      state: new Map([[0, { momentum_buffer: vector(0.5, 0.25) }]]),
      param_groups: [{ lr: 0.01, momentum: 0.9, nesterov: false, foreach: null, params: [0, 1] }],
    },
    param_schedulers: [
      {
        milestones: new Map([
          [4, 1],
          [8, 1],
        ]),
        last_step: 3,
      },
    ],
  } satisfies CheckpointContent;
  const back = await roundTrip(content);
  expect(back.get('state_dict')).toBeInstanceOf(OrderedDict);
  expect(new Map(back.get('state_dict') as OrderedDict)).toEqual(content.state_dict);
  const optimizer = back.get('optimizer') as Map<string, Map<number, Map<string, TensorData>>>;
  expect(optimizer.get('state')?.get(0)?.get('momentum_buffer')).toEqual(vector(0.5, 0.25));
  expect(back.get('param_schedulers')).toEqual([
    new Map<string, unknown>([
      [
        'milestones',
        new Map([
          [4, 1],
          [8, 1],
        ]),
      ],
      ['last_step', 3],
    ]),
  ]);
});

test.each(Object.keys(dtypes) as DType[])('a %s tensor comes back the same', async (dtype) => {
  const { array: TypedArray, parts, bytes } = dtypes[dtype];
  const raw = Uint8Array.from({ length: 3 * bytes }, (_, i) => (dtype === 'bool' ? i % 2 : (i * 37) % 120));
  const tensor: TensorData = { dtype, shape: [3], data: new TypedArray(raw.buffer) };
  expect(tensor.data.length).toBe(3 * parts);
  expect((await roundTrip({ tensor })).get('tensor')).toEqual(tensor);
});

test('a part of a larger array and an empty tensor are written as they are', async () => {
  const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  const empty: TensorData = { dtype: 'float32', shape: [0, 3], data: new Float32Array() };
  const back = await roundTrip({ part: { dtype: 'float32', shape: [2], data }, empty });
  expect(back.get('part')).toEqual(vector(2, 3));
  expect(back.get('empty')).toEqual(empty);
});

test('what was read can be written again: tensors pass through one by one', async () => {
  await using original = await readCheckpoint(fixture('state_dict.pth'));
  const copy = await roundTrip({ state_dict: original.content });
  expect(copy.get('state_dict')).toEqual(await loadTensors(original));
});

test('tensors that can be read into memory share it, one after the other', async () => {
  const memory = new Set<ArrayBufferLike>();
  const onDevice = (...values: number[]) => ({
    dtype: 'float32' as const,
    shape: [values.length],
    read: () => Promise.reject(new Error('takes memory of its own')),
    async readInto(bytes: Uint8Array<ArrayBuffer>) {
      memory.add(bytes.buffer);
      new Float32Array(bytes.buffer, bytes.byteOffset, values.length).set(values);
    },
  });
  const back = await roundTrip({
    a: onDevice(1),
    b: onDevice(2, 3, 4),
    c: vector(5),
    d: onDevice(6, 7),
    e: onDevice(),
  });
  expect([...back.values()]).toEqual([vector(1), vector(2, 3, 4), vector(5), vector(6, 7), vector()]);
  expect([...memory].map(({ byteLength }) => byteLength)).toEqual([12]);
});

test('tensors with one array share a storage, and storages start at multiples of 64 bytes', async () => {
  const file = join(await temporaryFolder(), 'a.pth');
  const tied = vector(1, 2);
  await writeCheckpoint(file, { a: tied, b: { ...tied, shape: [2, 1] }, c: vector(3) });
  await using source = await ByteSource.open(file);
  const entries = await readZipDirectory(source);
  const bytes = await readFile(file);
  expect([...entries.keys()].filter((name) => name.includes('/data/'))).toEqual(['archive/data/0', 'archive/data/1']);
  for (const { headerOffset } of entries.values()) {
    const start = headerOffset + 30 + bytes.readUInt16LE(headerOffset + 26) + bytes.readUInt16LE(headerOffset + 28);
    expect(start % 64).toBe(0);
  }
});

test('the same content gives the same bytes', async () => {
  const folder = await temporaryFolder();
  for (const name of ['a.pth', 'b.pth']) await writeCheckpoint(join(folder, name), { a: vector(1), b: { c: [1] } });
  expect(await readFile(join(folder, 'a.pth'))).toEqual(await readFile(join(folder, 'b.pth')));
});

test('an error leaves the earlier file and nothing else', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'epoch_1.pth');
  await writeFile(file, 'earlier');
  const broken = { dtype: 'float32', shape: [1], read: () => Promise.reject(new Error('the device is gone')) } as const;
  await expect(writeCheckpoint(file, { a: vector(1), broken })).rejects.toThrow('the device is gone');
  expect(await readdir(folder)).toEqual(['epoch_1.pth']);
  expect(await readFile(file, 'utf8')).toBe('earlier');
});

test('a tensor whose parts contradict each other is refused by its path', async () => {
  const tensor: TensorData = { dtype: 'float32', shape: [3], data: Float32Array.of(1, 2) };
  await expect(roundTrip({ state_dict: new Map([['fc.weight', tensor]]) })).rejects.toThrow(
    'state_dict["fc.weight"]: a float32 tensor of shape [3] needs a Float32Array of 3 elements, got a Float32Array of 2',
  );
});

test('a name that is not that of a checkpoint, and a folder that is not there, are refused', async () => {
  const folder = await temporaryFolder();
  await expect(writeCheckpoint(join(folder, 'a.bin'), {})).rejects.toThrow('does not end in .pth, .pt, .ckpt');
  await expect(writeCheckpoint(join(folder, 'none', 'a.pth'), {})).rejects.toThrow('its folder does not exist');
});

import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCheckpoint } from './checkpoint.js';
import { loadTensors } from './load-tensors.js';
import { NumpyArray } from './pickle/numpy-globals.js';
import { type CheckpointValue, OrderedDict, PythonGlobal, PythonObject, PythonTuple } from './pickle/values.js';
import type { LazyTensor, TensorData } from './tensors/tensor.js';
import { type ExpectedTensor, fixture, fixtureJson } from './testing/fixture.js';
import { temporaryFolder } from './testing/folder.js';

type Dict<V = CheckpointValue> = Map<CheckpointValue, V>;

interface ExpectedRun {
  readonly top_level_keys: string[];
  readonly meta: Record<string, unknown>;
  readonly state_dict: Record<string, ExpectedTensor>;
  readonly optimizer: { param_groups: Record<string, unknown>[]; momentum: Record<string, number[]> };
  readonly param_schedulers: Record<string, unknown>[];
}

const codeOf = (code: string, text = '') => expect.objectContaining({ code, message: expect.stringContaining(text) });

test("a checkpoint of MMEngine's runner has all of its parts", async () => {
  const expected = await fixtureJson<ExpectedRun>('mmengine_runner_epoch_2.expected.json');
  await using checkpoint = await readCheckpoint(fixture('mmengine_runner_epoch_2.pth'));
  const content = (await loadTensors(checkpoint)) as Dict<Dict>;
  expect(checkpoint.get('meta')).toEqual(content.get('meta'));
  expect(checkpoint.get('none')).toBeUndefined();
  expect([...content.keys()]).toEqual(expected.top_level_keys);
  expect(Object.fromEntries(content.get('meta')!)).toEqual(expected.meta);

  const state = content.get('state_dict') as Dict<TensorData>;
  expect([...state.keys()]).toEqual(Object.keys(expected.state_dict));
  for (const [name, { shape, dtype, values }] of Object.entries(expected.state_dict)) {
    expect(state.get(name)).toMatchObject({ shape, dtype });
    expect(Array.from(state.get(name)!.data, Number)).toEqual(values);
  }

  const optimizer = content.get('optimizer')!;
  const buffers = [...(optimizer.get('state') as Dict<Dict<TensorData>>)].map(([index, buffer]) => [
    index,
    Array.from(buffer.get('momentum_buffer')!.data, Number),
  ]);
  expect(buffers).toEqual(Object.entries(expected.optimizer.momentum).map(([index, data]) => [Number(index), data]));
  const groups = optimizer.get('param_groups') as Dict[];
  expect(groups.map((group) => Object.fromEntries(group))).toEqual(expected.optimizer.param_groups);
  const schedulers = content.get('param_schedulers') as unknown as Dict[];
  expect(schedulers.map((scheduler) => Object.fromEntries(scheduler))).toMatchObject(expected.param_schedulers);
});

test('classes this package does not know are kept as inert objects', async () => {
  await using checkpoint = await readCheckpoint(fixture('mmengine_runner_epoch_2.pth'));
  const hub = (checkpoint.content as Dict<Dict<Dict<PythonObject>>>).get('message_hub')!;
  const buffer = hub.get('log_scalars')!.get('train/loss')!;
  expect(buffer.className).toBe('mmengine.logging.history_buffer.HistoryBuffer');
  const state = buffer.state as Dict;
  expect(state.get('max_length')).toBe(1_000_000);
  expect(state.get('_count_history')).toMatchObject({
    dtype: 'int64',
    shape: [4],
    data: BigInt64Array.of(1n, 1n, 1n, 1n),
  });
});

test.each(['values_protocol2.pth', 'values_protocol4.pth', 'values_protocol5.pth', 'values_legacy.pth'])(
  '%s has every kind of value',
  async (file) => {
    await using checkpoint = await readCheckpoint(fixture(file));
    const values = (await loadTensors(checkpoint)) as Dict;
    expect(Object.fromEntries(values)).toMatchObject({
      float8: { dtype: 'float8_e4m3fn', shape: [2], data: Uint8Array.of(0x38, 0xc0) },
      uint32: { dtype: 'uint32', data: Uint32Array.of(1, 2 ** 32 - 1) },
      complex: { dtype: 'complex64', shape: [1], data: Float32Array.of(1, 2) },
      broadcast: { shape: [3, 4], data: new Float32Array(12).fill(1) },
      attribute: { shape: [2], data: Float32Array.of(1, 1) },
      numpy_column_major: { dtype: 'float64', shape: [3, 2], data: Float64Array.of(0, 3, 1, 4, 2, 5) },
      numpy_big_endian: { dtype: 'int32', data: Int32Array.of(0, 1, 2) },
      numpy_float64: 1.5,
      numpy_float16: 0.5,
      numpy_int64: 7,
      numpy_bool: true,
      set: new Set([1, 2]),
      frozenset: new Set([1]),
      defaultdict: new Map([[1, 2]]),
      counter: new Map([
        ['a', 2],
        ['b', 1],
      ]),
      bytes: Uint8Array.of(0, 255),
      bytearray: Uint8Array.of(97, 98),
      tuple: [1, [2], []],
      size: [1, 2],
      dtype: new PythonGlobal('torch', 'float16'),
      negative: -(2n ** 70n),
      large: 2 ** 40,
      text: 'é😀',
      none: null,
    });
    expect(values.get('tuple')).toBeInstanceOf(PythonTuple);
    expect(values.get('conjugate')).toBeInstanceOf(PythonObject);
    const objects = values.get('numpy_objects') as NumpyArray;
    expect(objects).toBeInstanceOf(NumpyArray);
    expect(objects.data).toBeUndefined();
    const module = values.get('module') as OrderedDict;
    expect([...module.keys()]).toEqual(['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked']);
    expect(module.attributes?.get('_metadata')).toEqual(new OrderedDict([['', new Map([['version', 2]])]]));
  },
);

test('a file without checksums is read', async () => {
  await using checkpoint = await readCheckpoint(fixture('no_checksums.pth'));
  const content = (await loadTensors(checkpoint)) as Dict<TensorData>;
  expect(content.get('a')?.data).toEqual(Float32Array.of(0, 1, 2, 3));
});

test('a file that would run a command is refused, and nothing runs', async () => {
  await expect(readCheckpoint(fixture('malicious.pth'))).rejects.toThrow(
    codeOf('MMA_CHECKPOINT_UNSAFE', 'posix.system("touch mma-pwned")'),
  );
});

test('a file that is cut short is refused, wherever the cut is', async () => {
  await expect(readCheckpoint(fixture('truncated.pth'))).rejects.toThrow(
    codeOf('MMA_CHECKPOINT_CORRUPT', 'truncated.pth: the file is cut short'),
  );
  const folder = await temporaryFolder();
  for (const name of ['state_dict.pth', 'state_dict_legacy.pth', 'small.safetensors']) {
    const bytes = await readFile(fixture(name));
    for (const length of [0, 1, 9, 100, bytes.length - 200, bytes.length - 1]) {
      const file = join(folder, name);
      await writeFile(file, bytes);
      await truncate(file, length);
      await expect(readCheckpoint(file), `${name} cut to ${length}`).rejects.toThrow(
        expect.objectContaining({ code: expect.stringMatching('MMA_CHECKPOINT_(CORRUPT|FORMAT)') }),
      );
    }
  }
});

test('what is not a checkpoint is told apart from what is missing', async () => {
  const folder = await temporaryFolder();
  const page = join(folder, 'page.pth');
  await writeFile(page, '<!DOCTYPE html><title>Not found</title>');
  await expect(readCheckpoint(page)).rejects.toThrow(codeOf('MMA_CHECKPOINT_FORMAT', 'page.pth'));
  await expect(readCheckpoint(join(folder, 'none.pth'))).rejects.toThrow(
    codeOf('MMA_CHECKPOINT_NOT_FOUND', 'none.pth'),
  );
  await expect(readCheckpoint(folder)).rejects.toThrow(codeOf('MMA_CHECKPOINT_READ_FAILED', 'is not a file'));
});

test('a tensor is read while the checkpoint is open, and not after', async () => {
  const checkpoint = await readCheckpoint(fixture('state_dict.pth'));
  const tensor = (checkpoint.content as Dict<LazyTensor>).get('i64')!;
  expect((await tensor.read()).data).toEqual(BigInt64Array.of(0n, 1n, 2n, 3n, 4n));
  await checkpoint.close();
  await checkpoint.close();
  await expect(tensor.read()).rejects.toThrow(codeOf('MMA_CHECKPOINT_CLOSED'));
});

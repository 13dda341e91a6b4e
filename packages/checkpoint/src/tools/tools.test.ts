import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readCheckpoint } from '../checkpoint.js';
import { loadTensors } from '../load-tensors.js';
import { OrderedDict, PythonTuple } from '../pickle/values.js';
import { writeCheckpoint } from '../pth/write.js';
import { readSafetensors } from '../safetensors/read.js';
import { readStateDict } from '../state-dict.js';
import type { TensorData } from '../tensors/tensor.js';
import { fixture, fixtureJson } from '../testing/fixture.js';
import { temporaryFolder } from '../testing/folder.js';
import { averageCheckpoints } from './average.js';
import { diffCheckpoints } from './compare.js';
import { convertCheckpoint } from './convert.js';
import { outlineOf } from './outline.js';
import { publishCheckpoint } from './publish.js';

const mmengine = fixture('mmengine_runner_epoch_2.pth');
const float = (...values: number[]): TensorData => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const count = (value: bigint): TensorData => ({ dtype: 'int64', shape: [], data: BigInt64Array.of(value) });

let folder: string;
const path = (name: string) => join(folder, name);
const write = async (name: string, state: Record<string, TensorData>): Promise<string> => {
  await writeCheckpoint(path(name), { state_dict: new Map(Object.entries(state)) });
  return path(name);
};

beforeEach(async () => {
  folder = await temporaryFolder();
});

describe('convert', () => {
  test('.pth to .safetensors and back keeps every weight; what has no place there is named', async () => {
    expect(await convertCheckpoint(mmengine, path('a.safetensors'))).toEqual([
      'meta',
      'message_hub',
      'optimizer',
      'param_schedulers',
    ]);
    expect((await readSafetensors(path('a.safetensors'))).metadata).toEqual(new Map([['format', 'pt']]));
    expect(await convertCheckpoint(path('a.safetensors'), path('b.pth'))).toEqual([]);
    expect(await readStateDict(path('b.pth'))).toEqual(await readStateDict(mmengine));
  });

  test('.pth to .pth keeps everything but the Python objects', async () => {
    const left = await convertCheckpoint(mmengine, path('a.pth'), { dtype: 'float16' });
    expect(left.length).toBeGreaterThan(0);
    expect(left.every((name) => name.startsWith('message_hub.'))).toBe(true);
    await using from = await readCheckpoint(mmengine);
    await using to = await readCheckpoint(path('a.pth'));
    expect(await loadTensors(to, to.get('optimizer'))).toEqual(await loadTensors(from, from.get('optimizer')));
    expect(to.get('meta')).toEqual(from.get('meta'));
    const state = await readStateDict(path('a.pth'));
    expect(new Set([...state.values()].map(({ dtype }) => dtype))).toEqual(new Set(['float16', 'int64']));
  });

  test('a number too large for the type is an error, and no file', async () => {
    const file = await write('a.pth', { w: float(1e5) });
    await expect(convertCheckpoint(file, path('b.pth'), { dtype: 'float16' })).rejects.toThrow('100000 is too large');
    expect(await readdir(folder)).toEqual(['a.pth']);
  });
});

test('publish leaves what only training needs, and puts the hash into the name', async () => {
  const { file, left } = await publishCheckpoint(mmengine, path('net.pth'));
  expect(left.toSorted()).toEqual(['message_hub', 'optimizer', 'param_schedulers']);
  const hash = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  expect(file).toBe(path(`net-${hash.slice(0, 8)}.pth`));
  await using checkpoint = await readCheckpoint(file);
  expect([...(checkpoint.content as Map<string, unknown>).keys()]).toEqual(['meta', 'state_dict']);
  expect(await readdir(folder)).toHaveLength(1);
  expect((await publishCheckpoint(mmengine, path('net.pth'))).file).toBe(file);
});

describe('diff', () => {
  test('names what is gone, new, of another shape or type, and how far values are apart', async () => {
    const a = await write('a.pth', {
      gone: float(1),
      shape: float(1),
      type: float(1),
      far: float(1, 2, 3),
      n: count(1n),
    });
    const b = await write('b.pth', {
      shape: float(1, 2),
      type: { dtype: 'float16', shape: [1], data: Uint16Array.of(0x3c00) },
      far: float(1, 2.5, 2),
      n: count(3n),
      fresh: float(1),
    });
    const one = { dtype: 'float32', shape: [1] };
    expect(await diffCheckpoints(a, b)).toEqual([
      { name: 'gone', kind: 'removed', before: one },
      { name: 'shape', kind: 'shape', before: one, after: { dtype: 'float32', shape: [2] } },
      {
        name: 'type',
        kind: 'dtype',
        before: one,
        after: { dtype: 'float16', shape: [1] },
        differing: 0,
        maxDifference: 0,
      },
      expect.objectContaining({ name: 'far', kind: 'values', differing: 2, maxDifference: 1 }),
      expect.objectContaining({ name: 'n', kind: 'values', differing: 1, maxDifference: 2 }),
      { name: 'fresh', kind: 'added', after: one },
    ]);
  });

  test('finds nothing in one checkpoint in two formats', async () => {
    await convertCheckpoint(mmengine, path('a.safetensors'));
    expect(await diffCheckpoints(mmengine, path('a.safetensors'))).toEqual([]);
  });

  test('NaN equals NaN and is far from any number', async () => {
    const a = await write('a.pth', { x: float(Number.NaN), y: float(Number.NaN) });
    const b = await write('b.pth', { x: float(Number.NaN), y: float(0) });
    expect(await diffCheckpoints(a, b)).toMatchObject([{ name: 'y', maxDifference: Number.POSITIVE_INFINITY }]);
  });
});

describe('average', () => {
  test('is the mean of the numbers and the last count', async () => {
    const files = [
      await write('a.pth', { w: float(1, 1e8), n: count(1n) }),
      await write('b.pth', { w: float(2, 1), n: count(5n) }),
      await write('c.pth', { w: float(6, -1e8), n: count(4n) }),
    ];
    await averageCheckpoints(files, path('mean.safetensors'));
    expect(await readStateDict(path('mean.safetensors'))).toEqual(
      new Map([
        ['w', float(3, 1 / 3)],
        ['n', count(4n)],
      ]),
    );
    await averageCheckpoints(files.slice(0, 1), path('same.pth'));
    expect(await diffCheckpoints(files[0]!, path('same.pth'))).toEqual([]);
    await using checkpoint = await readCheckpoint(path('same.pth'));
    expect(checkpoint.get('meta')).toEqual(new Map([['averaged', ['a.pth']]]));
  });

  test('refuses checkpoints of different models', async () => {
    const files = [await write('a.pth', { w: float(1) }), await write('b.pth', { w: float(1), v: float(1) })];
    await expect(averageCheckpoints(files, path('mean.pth'))).rejects.toThrow(
      `${files[0]} and ${files[1]} are not of one model: v is nothing in the one and [1] in the other`,
    );
    expect(await readdir(folder)).not.toContain('mean.pth');
  });
});

describe('outline', () => {
  test('shows what is in a training checkpoint without reading tensors', async () => {
    const expected = await fixtureJson<{ meta?: { epoch: number } }>('mmengine_runner_epoch_2.expected.json');
    await using checkpoint = await readCheckpoint(mmengine);
    const outline = outlineOf(checkpoint.content);
    const entry = (name: string) => outline.entries?.find((each) => each.name === name);
    expect(entry('meta')?.entries?.find(({ name }) => name === 'epoch')).toEqual({
      name: 'epoch',
      type: 'int',
      value: expected.meta?.epoch ?? 2,
    });
    expect(entry('state_dict')).toMatchObject({ type: 'OrderedDict', length: 9 });
    expect(entry('state_dict')?.entries?.[0]).toMatchObject({ name: 'conv.weight', type: 'tensor', dtype: 'float32' });
    expect(JSON.stringify(entry('message_hub'))).toContain('mmengine.logging.history_buffer.HistoryBuffer');
  });

  test('every kind of value has a name that JSON can say', () => {
    const outline = outlineOf(
      new OrderedDict<unknown>(
        Object.entries({
          a: [1, 2.5, 10n ** 30n, Number.NaN, true, null, 'x'.repeat(3000)],
          b: PythonTuple.from([new Uint8Array(3), new Set([1])]),
        }),
      ) as OrderedDict,
    );
    const [a, b] = outline.entries!;
    expect(a!.entries!.map(({ type, value }) => [type, value])).toEqual([
      ['int', 1],
      ['float', 2.5],
      ['int', String(10n ** 30n)],
      ['float', 'NaN'],
      ['bool', true],
      ['None', null],
      ['str', `${'x'.repeat(2000)}…`],
    ]);
    expect(b).toMatchObject({
      type: 'tuple',
      entries: [
        { type: 'bytes', bytes: 3 },
        { type: 'set', length: 1 },
      ],
    });
  });

  test('parts that are shared over and over, or hold themselves, do not go on for ever', () => {
    let shared: unknown[] = [1];
    for (let i = 0; i < 60; i++) shared = [shared, shared];
    const loop = new Map<string, unknown>();
    loop.set('self', loop);
    expect(outlineOf([shared, loop] as never[]).length).toBe(2);
  });
});

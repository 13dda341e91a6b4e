import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OrderedDict, PythonObject } from './pickle/values.js';
import { writeCheckpoint } from './pth/write.js';
import { writeSafetensors } from './safetensors/write.js';
import { findStateDict, readStateDict } from './state-dict.js';
import type { TensorData } from './tensors/tensor.js';
import { type ExpectedTensor, fixture, fixtureJson } from './testing/fixture.js';
import { temporaryFolder } from './testing/folder.js';

const tensor = (value: number): TensorData => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });

test.each(['state_dict.pth', 'state_dict_legacy.pth'])('%s has the values PyTorch printed', async (file) => {
  const expected = await fixtureJson<Record<string, ExpectedTensor>>('state_dict.expected.json');
  const plain = await readStateDict(fixture(file));
  const wide = await readStateDict(fixture(file), { widen: true });
  expect([...plain.keys()]).toEqual(Object.keys(expected));
  for (const [name, { dtype, shape, values }] of Object.entries(expected)) {
    expect(plain.get(name)).toMatchObject({ dtype, shape });
    expect(Array.from(wide.get(name)!.data, Number), name).toEqual(values);
  }
  expect(wide.get('half')?.dtype).toBe('float32');
  expect(wide.get('i64')?.dtype).toBe('int64');
});

test('the state dict of a training checkpoint is found in it', async () => {
  const state = await readStateDict(fixture('mmengine_runner_epoch_2.pth'));
  expect([...state.keys()][0]).toBe('conv.weight');
  expect(state.size).toBe(9);
});

test("the prefix of PyTorch's parallel wrappers is stripped", () => {
  const state = findStateDict(
    new Map([
      [
        'state_dict',
        new Map([
          ['module.fc.bias', tensor(1)],
          ['submodule.x', tensor(2)],
        ]),
      ],
    ]),
  );
  expect([...state.keys()]).toEqual(['fc.bias', 'submodule.x']);
});

test('entries that are not tensors are left out', () => {
  const state = findStateDict(
    new OrderedDict<unknown>([
      ['a', tensor(1)],
      ['version', 3],
    ]) as OrderedDict,
  );
  expect([...state.keys()]).toEqual(['a']);
});

test('a checkpoint without weights says what it has instead', () => {
  expect(() => findStateDict(new Map([['meta', new Map()]]))).toThrow('no state dict: its entries are meta');
  expect(() => findStateDict([1])).toThrow('no state dict: its entries are (none)');
  expect(() => findStateDict(new PythonObject('models.Net', []))).toThrow('it holds an object of class models.Net');
});

test('.safetensors and sharded weights are state dicts too', async () => {
  const folder = await temporaryFolder();
  await writeSafetensors(join(folder, 'one.safetensors'), new Map([['a', tensor(1)]]));
  await writeSafetensors(join(folder, 'two.safetensors'), new Map([['b', tensor(2)]]));
  const index = join(folder, 'model.safetensors.index.json');
  const writeIndex = (map: Record<string, string>) => writeFile(index, JSON.stringify({ weight_map: map }));
  await writeIndex({ a: 'one.safetensors', b: 'two.safetensors' });
  expect(await readStateDict(index)).toEqual(
    new Map([
      ['a', tensor(1)],
      ['b', tensor(2)],
    ]),
  );
  await writeIndex({ a: 'one.safetensors', c: 'two.safetensors' });
  await expect(readStateDict(index)).rejects.toThrow('two.safetensors has no "c"');
  await writeIndex({ a: '../one.safetensors' });
  await expect(readStateDict(index)).rejects.toThrow('"../one.safetensors" is not the name of a file beside the index');
});

test('the format is told by the content, not by the name', async () => {
  const folder = await temporaryFolder();
  await writeCheckpoint(join(folder, 'a.pth'), { state_dict: new Map([['a', tensor(1)]]) });
  await copyFile(join(folder, 'a.pth'), join(folder, 'weights'));
  expect((await readStateDict(join(folder, 'weights'))).get('a')).toEqual(tensor(1));
});

import { loadBackend, memory } from '@mma/backend';
import { beforeAll, expect, test } from 'vitest';
import { Conv2d } from './layers/conv2d.js';
import { Sequential } from './layers/sequential.js';
import type { LazyLoadable, LoadableTensor } from './state-dict.js';

beforeAll(() => loadBackend());

const makeNet = () => new Sequential(new Conv2d(2, 3, { kernelSize: 3 }), new Conv2d(3, 2, { kernelSize: 1 }));

async function stateInFile(seed: number) {
  const source = makeNet();
  source.initWeights(seed);
  const state = await source.stateDict();
  source.dispose();
  const given: LoadableTensor[] = [];
  const lazy = new Map(
    [...state].map(([name, { dtype, shape, data }]) => {
      const read = async () => {
        given.push({ dtype, shape, data: data.slice() });
        return given.at(-1)!;
      };
      return [name, { dtype, shape, read }];
    }),
  );
  return { state, lazy, given };
}

test('values come from their file one by one, and their memory is given back', async () => {
  const { state, lazy, given } = await stateInFile(1);
  const net = makeNet();
  const report = await net.streamStateDict(lazy);
  expect(report.loaded).toEqual([...state.keys()]);
  expect(await net.stateDict()).toEqual(state);
  expect(given.map(({ data }) => data.length)).toEqual([0, 0, 0, 0]);
});

test('values in memory may stand among them, and stay', async () => {
  const { state, lazy } = await stateInFile(2);
  const bias = state.get('0.bias')!;
  const net = makeNet();
  await net.streamStateDict(new Map<string, LoadableTensor | LazyLoadable>([...lazy, ['0.bias', bias]]));
  expect(bias.data.length).toBe(3);
  expect(await net.stateDict()).toEqual(state);
});

test('strictly, what does not fit is known before anything is read', async () => {
  const { lazy, given } = await stateInFile(3);
  lazy.delete('1.bias');
  const net = makeNet();
  await expect(net.streamStateDict(lazy)).rejects.toMatchObject({ code: 'MMA_NN_STATE_MISMATCH' });
  expect(given).toEqual([]);
  expect((await net.streamStateDict(lazy, { strict: false })).missing).toEqual(['1.bias']);
});

test('a file that cannot be read on is an error, and leaves no tensor behind', async () => {
  const { lazy } = await stateInFile(4);
  const before = memory().numTensors;
  const net = makeNet();
  const weight = lazy.get('1.weight')!;
  lazy.set('1.weight', { ...weight, read: () => Promise.reject(new Error('the disk is gone')) });
  await expect(net.streamStateDict(lazy)).rejects.toThrow('the disk is gone');
  net.dispose();
  expect(memory().numTensors).toBe(before);
});

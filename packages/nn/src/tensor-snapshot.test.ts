import { loadBackend, tf } from '@mma/backend';
import { beforeAll, expect, it } from 'vitest';
import { BatchNorm2d } from './layers/batch-norm2d.js';
import { Conv2d } from './layers/conv2d.js';
import { Module } from './module.js';
import { readSnapshots } from './tensor-snapshot.js';

class Net extends Module {
  readonly conv = new Conv2d(3, 4, { kernelSize: 3 });
  readonly norm = new BatchNorm2d(4);
}

beforeAll(() => loadBackend({ install: true }));

it('holds the values of the moment in the order of PyTorch, and can be read more than once', async () => {
  const net = new Net();
  net.initWeights(1);
  const state = await net.stateDict();
  const before = tf.memory().numTensors;
  const snapshot = net.snapshot();
  net.conv.weight.assign(tf.zerosLike(net.conv.weight.value));
  net.norm.numBatchesTracked.assign(tf.scalar(7, 'int32'));
  for (const [name, each] of snapshot) {
    expect(await each.read(), name).toEqual(state.get(name));
    const memory = new Uint8Array(8 + state.get(name)!.data.byteLength);
    await each.readInto(memory.subarray(8));
    const { buffer, byteOffset, byteLength } = state.get(name)!.data;
    expect(memory.subarray(8), name).toEqual(new Uint8Array(buffer, byteOffset, byteLength));
    each.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
  net.dispose();
});

it('is gone where one of them cannot be read', async () => {
  const net = new Net();
  net.initWeights(1);
  const before = tf.memory().numTensors;
  const snapshot = net.snapshot();
  snapshot.get('norm.weight')!.dispose();
  await expect(readSnapshots(snapshot)).rejects.toThrow('disposed');
  expect(tf.memory().numTensors).toBe(before);
  net.dispose();
});

import { loadBackend, tf } from '@mma/backend';
import { init, Parameter, TensorSnapshot } from '@mma/nn';
import { beforeAll, expect, it } from 'vitest';
import { readTree, snapshotsIn } from './snapshots.js';

beforeAll(() => loadBackend({ install: true }));

const snapshotOf = (...values: number[]): TensorSnapshot => {
  const slot = new Parameter([values.length], { init: init.constant(0) });
  const value = tf.tensor1d(values);
  const snapshot = new TensorSnapshot(value, slot);
  value.dispose();
  return snapshot;
};
const vector = (...values: number[]) => ({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) });

it('reads the snapshots of a tree, leaves the rest, and frees them', async () => {
  const before = tf.memory().numTensors;
  const rest = { lr: 0.1, list: [1, null, 'a'], data: Float32Array.of(1) };
  const tree = { state: new Map([[0, { momentum: snapshotOf(1, 2) }]]), sums: [snapshotOf(3)], rest };
  expect(snapshotsIn(tree)).toHaveLength(2);
  const read = (await readTree(tree)) as typeof tree;
  expect(read).toEqual({ state: new Map([[0, { momentum: vector(1, 2) }]]), sums: [vector(3)], rest });
  expect(read.rest).toBe(rest);
  expect(tf.memory().numTensors).toBe(before);
});

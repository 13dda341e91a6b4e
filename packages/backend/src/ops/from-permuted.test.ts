import { beforeAll, expect, test } from 'vitest';
import { nativeBackend } from '../active-backend.js';
import { loadBackend } from '../load.js';
import { tf } from '../tf.js';
import { fromPermuted, fromPermutedAsync } from './from-permuted.js';

beforeAll(() => loadBackend({ install: true }));

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

test.each([
  [[], []],
  [[5], [0]],
  [
    [0, 3],
    [1, 0],
  ],
  [
    [7, 3],
    [1, 0],
  ],
  [
    [2, 3, 5],
    [0, 1, 2],
  ],
  [
    [2, 3, 5],
    [1, 0, 2],
  ],
  [
    [20, 3, 17],
    [2, 0, 1],
  ],
  [
    [64, 3, 7, 7],
    [2, 3, 1, 0],
  ],
  [
    [33, 18, 3, 3],
    [2, 3, 1, 0],
  ],
  [
    [64, 5, 1, 1],
    [2, 3, 1, 0],
  ],
  [
    [16, 4, 3, 3, 3],
    [2, 3, 4, 1, 0],
  ],
  [
    [4, 16, 2, 3, 16],
    [4, 2, 0, 3, 1],
  ],
  [
    [600, 200, 3, 1],
    [2, 3, 1, 0],
  ], // large enough for two threads
  [
    [512, 600],
    [1, 0],
  ],
])('numbers of shape %j in the order of axes %j are those that a transposition gives', (shape, axes) => {
  const data = Float32Array.from({ length: count(shape) }, (_, i) => i);
  const expected = tf.transpose(tf.tensor(data, shape), axes);
  const before = tf.memory().numTensors;
  const tensor = fromPermuted(data, shape, axes);
  expect(tensor.shape).toEqual(expected.shape);
  expect(Buffer.from(tensor.dataSync().buffer).equals(Buffer.from(expected.dataSync().buffer))).toBe(true);
  tensor.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('the tensor keeps its numbers when the array is used again', () => {
  const data = Float32Array.of(1, 2, 3, 4);
  const tensor = fromPermuted(data, [2, 2], [0, 1]);
  data.fill(0);
  expect([...tensor.dataSync()]).toEqual([1, 2, 3, 4]);
});

test('values that do not fit the shape and axes that are no permutation are errors', () => {
  const { binding } = nativeBackend();
  const data = Float32Array.of(1, 2, 3, 4);
  expect(() => binding.createPermuted([2, 3], [1, 0], data)).toThrow('Float32Array of 6');
  for (const axes of [[0], [0, 0], [0, 2], [-1, 0], [0, 1, 1]]) {
    expect(() => binding.createPermuted([2, 2], axes, data)).toThrow('permutation');
  }
});

test('on another thread many tensors at once get their numbers, and none is left behind', async () => {
  const shape = [64, 96, 3, 3];
  const axes = [2, 3, 1, 0];
  const before = tf.memory().numTensors;
  const arrays = Array.from({ length: 12 }, (_, n) => Float32Array.from({ length: count(shape) }, (_, i) => i + n));
  const tensors = await Promise.all(arrays.map((data) => fromPermutedAsync(data, shape, axes)));
  for (const [n, tensor] of tensors.entries()) {
    const expected = fromPermuted(arrays[n]!, shape, axes);
    expect(Buffer.from(tensor.dataSync().buffer).equals(Buffer.from(expected.dataSync().buffer))).toBe(true);
    tf.dispose([tensor, expected]);
  }
  expect(tf.memory().numTensors).toBe(before);
  await expect(fromPermutedAsync(arrays[0]!, shape, [0, 0, 1, 2])).rejects.toThrow('permutation');
});

import { beforeAll, expect, test } from 'vitest';
import { nativeBackend } from '../active-backend.js';
import { loadBackend } from '../load.js';
import { tf } from '../tf.js';
import { readPermuted } from './read-permuted.js';

beforeAll(() => loadBackend({ install: true }));

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const numbers = (shape: readonly number[]) => Float32Array.from({ length: count(shape) }, (_, i) => i - 5);

test.each([
  [[], []],
  [[5], [0]],
  [
    [0, 3],
    [1, 0],
  ],
  [
    [7, 7, 3, 64],
    [3, 2, 0, 1],
  ],
  [
    [3, 3, 128, 160],
    [3, 2, 0, 1],
  ], // another thread
  [
    [64, 600],
    [0, 1],
  ],
])('a tensor of shape %j is read in the order of axes %j as a transposition gives it', async (shape, axes) => {
  const tensor = tf.tensor(numbers(shape), shape);
  const expected = tf.transpose(tensor, axes);
  const before = tf.memory().numTensors;
  const target = new Float32Array(count(shape));
  await readPermuted(tensor, axes, target);
  expect(Buffer.from(target.buffer).equals(Buffer.from(expected.dataSync().buffer))).toBe(true);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([tensor, expected]);
});

test('it is read into the middle of an array, and may be disposed of before that is done', async () => {
  const shape = [256, 256];
  const tensor = tf.tensor(numbers(shape), shape);
  const whole = new Float32Array(2 + count(shape));
  const reading = readPermuted(tensor, [0, 1], whole.subarray(1, -1));
  tensor.dispose();
  await reading;
  expect(whole.subarray(1, -1)).toEqual(numbers(shape));
  expect([whole[0], whole.at(-1)]).toEqual([0, 0]);
});

test('targets of another size, axes that are no permutation, and other types are errors', async () => {
  const tensor = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
  const whole = tf.tensor1d([1, 2], 'int32');
  await expect(readPermuted(tensor, [1, 0], new Float32Array(5))).rejects.toThrow('Float32Array of 6');
  for (const axes of [[0], [0, 0], [0, 2], [-1, 0]]) {
    await expect(readPermuted(tensor, axes, new Float32Array(6))).rejects.toThrow('permutation');
  }
  const { binding } = nativeBackend();
  const [id] = nativeBackend().getInputTensorIds([whole]);
  expect(() => binding.readPermuted(id!, [0], new Float32Array(2))).toThrow('32-bit floats');
  tf.dispose([tensor, whole]);
});

import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { tf } from '../tf.js';

beforeAll(() => loadBackend({ install: true }));

test("tf.relu's gradient passes where the input was above zero", () => {
  const x = tf.tensor1d([-2, -0.5, 0, 0.5, 2]);
  const dx = tf.grad((input) => tf.relu(input))(x, tf.tensor1d([1, 2, 3, 4, 5]));
  expect(Array.from(dx.dataSync())).toEqual([0, 0, 0, 4, 5]);
});

test('the gradient keeps no tensor alive', () => {
  const x = tf.tensor1d([-1, 1]);
  const before = tf.memory().numTensors;
  tf.dispose(tf.grad((input) => tf.relu(input).square().sum())(x));
  expect(tf.memory().numTensors).toBe(before);
});

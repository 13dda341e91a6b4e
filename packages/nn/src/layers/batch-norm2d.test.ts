import { loadBackend, memory, type Tensor4D, tf } from '@mma/backend';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { expectClose, take, wave } from '../testing/numbers.js';
import { BatchNorm2d } from './batch-norm2d.js';

const SHAPE: [number, number, number, number] = [2, 3, 4, 2];
const COUNT = 24; // values a channel

let x: Tensor4D;
let norm: BatchNorm2d;

beforeAll(() => loadBackend());
beforeEach(() => {
  x = tf.tensor4d(wave(48), SHAPE);
  norm = new BatchNorm2d(2, { eps: 1e-3, momentum: 0.3 });
  norm.initWeights(0);
});
afterEach(() => {
  x.dispose();
  norm.dispose();
});

function channelStatistics(): { mean: number[]; variance: number[] } {
  const values = [...x.dataSync()];
  const channels = [0, 1].map((c) => values.filter((_, i) => i % 2 === c));
  const mean = channels.map((channel) => channel.reduce((a, b) => a + b, 0) / COUNT);
  const variance = channels.map((channel, c) => channel.reduce((sum, v) => sum + (v - mean[c]!) ** 2, 0) / COUNT);
  return { mean, variance };
}

test('in training it normalises by the biased variance and tracks the unbiased one', () => {
  const { mean, variance } = channelStatistics();
  const expected = [...x.dataSync()].map((v, i) => (v - mean[i % 2]!) / Math.sqrt(variance[i % 2]! + 1e-3));
  expectClose(take(tf.tidy(() => norm.forward(x))), expected, { atol: 1e-5 });
  expectClose(
    norm.runningMean.value.dataSync(),
    mean.map((m) => 0.3 * m),
  );
  expectClose(
    norm.runningVar.value.dataSync(),
    variance.map((v) => 0.7 + 0.3 * v * (COUNT / (COUNT - 1))),
  );
  expect([...norm.numBatchesTracked.value.dataSync()]).toEqual([1]);
});

test('in evaluation it uses the running statistics and leaves them alone', () => {
  norm.eval();
  norm.runningMean.assign(tf.tensor1d([1, -1]));
  norm.runningVar.assign(tf.tensor1d([4, 0.25]));
  norm.weight.assign(tf.tensor1d([2, 3]));
  norm.bias.assign(tf.tensor1d([5, 7]));
  const expected = [...x.dataSync()].map((v, i) =>
    i % 2 === 0 ? (2 * (v - 1)) / Math.sqrt(4.001) + 5 : (3 * (v + 1)) / Math.sqrt(0.251) + 7,
  );
  expectClose(take(tf.tidy(() => norm.forward(x))), expected, { atol: 1e-5 });
  expect([...norm.numBatchesTracked.value.dataSync()]).toEqual([0]);
  expect([...norm.runningMean.value.dataSync()]).toEqual([1, -1]);
});

test('the number of tensors stays flat over training steps with gradients', () => {
  const gamma = norm.weight.value;
  const step = (): void => {
    tf.tidy(() => {
      const { grads } = tf.engine().gradients(() => tf.sum(tf.square(norm.forward(x))), [gamma]);
      expect(grads[0]!.shape).toEqual([2]);
    });
  };
  step();
  const before = memory().numTensors;
  for (let i = 0; i < 10; i++) step();
  expect(memory().numTensors).toBe(before);
  expect([...norm.numBatchesTracked.value.dataSync()]).toEqual([11]);
});

test('a single value a channel is an error in training', () => {
  const one = tf.zeros([1, 1, 1, 2]) as Tensor4D;
  expect(() => norm.forward(one)).toThrow(expect.objectContaining({ code: 'MMA_NN_BATCH_OF_ONE' }));
  norm.eval();
  take(norm.forward(one));
  one.dispose();
});

test('its scale and shift can be frozen from the start', () => {
  const frozen = new BatchNorm2d(2, { requiresGrad: false });
  expect(frozen.parameters().map((parameter) => parameter.requiresGrad)).toEqual([false, false]);
});

test.each([true, false])('ReLU and a shortcut may follow at once; training: %s', (training) => {
  norm.train(training);
  const shortcut = tf.reverse(x, 1);
  const plain = tf.tidy(() => norm.forward(x).dataSync());
  const rectified = tf.tidy(() => norm.forward(x, { relu: true }).dataSync());
  const joined = tf.tidy(() => norm.forward(x, { shortcut }).dataSync());
  const other = shortcut.dataSync();
  expectClose(
    rectified,
    [...plain].map((y) => Math.max(y, 0)),
    { atol: 1e-5 },
  );
  expectClose(
    joined,
    [...plain].map((y, i) => Math.max(y + other[i]!, 0)),
    { atol: 1e-5 },
  );
  shortcut.dispose();
});

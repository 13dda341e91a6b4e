import type { Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { nativeBackend } from './active-backend.js';
import { loadBackend } from './load.js';
import { batchNormTrain } from './ops/batch-norm.js';
import { conv2d } from './ops/conv2d.js';
import { maxPool2d } from './ops/max-pool2d.js';
import { randomUniform } from './ops/random.js';
import { tf } from './tf.js';

beforeAll(() => loadBackend({ install: true }));

function step(index: number): void {
  const [gamma, beta] = [tf.ones([16]), tf.zeros([16])];
  const gradients = tf.tidy(() => {
    const x = randomUniform([4, 32, 32, 8], [index, 1]) as Tensor4D;
    const filter = randomUniform([3, 3, 8, 16], [index, 2]) as Tensor4D;
    const run = (w: Tensor4D) => {
      const { y } = batchNormTrain(conv2d(x, w, { padding: 1 }), gamma.as1D(), beta.as1D(), { epsilon: 1e-5 });
      return maxPool2d(tf.relu(y), { kernel: 3, stride: 2, padding: 1 }).mean();
    };
    return tf.grads(run as never)([filter]);
  });
  gradients[0]!.dataSync();
  tf.dispose([...gradients, gamma, beta]);
}

test('tensors and memory are flat over many training steps', () => {
  const { binding } = nativeBackend();
  for (let index = 0; index < 100; index++) step(index);
  const tensors = tf.memory().numTensors;
  const native = binding.getNumOfTensors();
  const resident = process.memoryUsage.rss();
  for (let index = 0; index < 300; index++) step(index);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(binding.getNumOfTensors()).toBe(native);
  expect((process.memoryUsage.rss() - resident) / 1e6).toBeLessThan(40);
});

test('failing ops leave nothing behind', () => {
  const { binding } = nativeBackend();
  const before = binding.getNumOfTensors();
  for (let index = 0; index < 1000; index++) {
    expect(() => binding.executeOp('MatMul', [], [], 1)).toThrow(/MatMul/);
    expect(() => binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array(3))).toThrow(/16 bytes, got 12/);
  }
  expect(binding.getNumOfTensors()).toBe(before);
});

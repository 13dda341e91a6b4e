import { readFileSync } from 'node:fs';
import { loadBackend, type Tensor, type Tensor2D, type Tensor4D, tf } from '@mma/backend';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AdaptiveAvgPool2d } from './layers/adaptive-avg-pool2d.js';
import { ConvModule } from './layers/conv-module.js';
import { Conv2d } from './layers/conv2d.js';
import { Linear } from './layers/linear.js';
import { MaxPool2d } from './layers/max-pool2d.js';
import { Sequential } from './layers/sequential.js';
import { Module } from './module.js';
import { expectClose, take, wave } from './testing/numbers.js';

/** Figures of the same net in PyTorch: see fixtures/small_net.py. */
const torch = JSON.parse(readFileSync(new URL('../fixtures/small_net.json', import.meta.url), 'utf8')) as {
  train: number[];
  grads: number[][];
  inputGrad: number[];
  buffers: number[][];
  eval: number[];
};

class SmallNet extends Module {
  readonly features = new Sequential(
    new ConvModule(3, 4, { kernelSize: 3, stride: 2, padding: 1 }),
    new MaxPool2d({ kernelSize: 3, stride: 2, padding: 1 }),
    new AdaptiveAvgPool2d([2, 3]),
    new Conv2d(4, 2, { kernelSize: [2, 1], padding: [1, 0], dilation: [2, 1] }),
    new AdaptiveAvgPool2d(1),
  );
  readonly classifier = new Linear(2, 5);

  forward(x: Tensor): Tensor2D {
    const features = this.features.forward(x); // [B, 1, 1, 2]
    return this.classifier.forward(tf.reshape(features, [features.shape[0]!, 2]) as Tensor2D);
  }
}

const net = new SmallNet();
let x: Tensor4D;

beforeAll(async () => {
  await loadBackend();
  net.initWeights(0);
  const state = await net.stateDict();
  [...net.namedParameters()].forEach(([name, parameter], i) => {
    state.get(name)!.data = wave(
      parameter.shape.reduce((a, b) => a * b, 1),
      i + 1,
    );
  });
  net.loadStateDict(state);
  x = tf.tensor4d(wave(2 * 11 * 13 * 3), [2, 11, 13, 3]);
});

afterAll(() => {
  net.dispose();
  x.dispose();
});

test("a small net's outputs, gradients and running statistics are PyTorch's", async () => {
  expectClose(take(tf.tidy(() => net.forward(x))), torch.train, { atol: 1e-5 });

  const parameters = net.parameters();
  const values = parameters.map((parameter) => parameter.value);
  const lossWeight = tf.tensor2d(wave(10, 20), [2, 5]);
  const { grads, value } = tf
    .engine()
    .gradients(() => tf.sum(tf.mul(net.forward(tf.mul(x, 2)), lossWeight)), [...values, x]);
  parameters.forEach((parameter, i) => {
    expectClose(take(parameter.layout.toTorch(grads[i]!)), torch.grads[i]!, { atol: 2e-5, rtol: 1e-4 });
  });
  expectClose(take(grads.at(-1)!).slice(0, 60), torch.inputGrad, { atol: 2e-5, rtol: 1e-4 });
  tf.dispose([value, lossWeight, ...grads]);

  const state = await net.stateDict();
  [...net.namedBuffers()].forEach(([name], i) => {
    expectClose(Float64Array.from(state.get(name)!.data, Number), torch.buffers[i]!);
  });

  net.eval();
  expectClose(take(tf.tidy(() => net.forward(x))), torch.eval, { atol: 1e-5 });
});

test('a pass leaves no tensors behind', () => {
  const before = tf.memory().numTensors;
  for (const mode of [true, false]) {
    net.train(mode);
    tf.tidy(() => void net.forward(x));
  }
  expect(tf.memory().numTensors).toBe(before);
});

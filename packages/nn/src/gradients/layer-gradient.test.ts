import { loadBackend, type Scalar, type Tensor2D, tf } from '@mma/backend';
import { beforeAll, expect, it } from 'vitest';
import { Linear } from '../layers/linear.js';
import { ReLU } from '../layers/relu.js';
import { Module } from '../module.js';
import { expectClose, take } from '../testing/numbers.js';
import { layerGradient } from './layer-gradient.js';

class Net extends Module {
  readonly fc1 = new Linear(3, 4);
  readonly relu = new ReLU();
  readonly fc2 = new Linear(4, 2);
  readonly idle = new ReLU();

  forward(x: Tensor2D): Tensor2D {
    return this.fc2.forward(this.relu.forward(this.fc1.forward(x)));
  }
}

beforeAll(() => loadBackend());

const x = (): Tensor2D => tf.tensor2d([1, -2, 0.5, 0.3, 0.7, -1], [2, 3]);
const net = new Net();
const score = (): Scalar => tf.sum(tf.square(net.forward(x())));

it('is the derivative of the score by the layer’s output', () => {
  net.initWeights(1);
  const before = tf.memory().numTensors;
  const [run, ...others] = layerGradient(net.relu, score);
  expect(others).toEqual([]);
  expect(tf.memory().numTensors).toBe(before + 2);
  // d Σ(hW + b)² / dh = 2 (hW + b) Wᵀ
  const hidden = take(run!.output);
  const expected = tf.tidy(() => {
    const h = tf.tensor2d(hidden, [2, 4]);
    const weight = tf.tensor2d(take(net.fc2.weight.layout.toTorch(net.fc2.weight.value)), [2, 4]);
    return tf.matMul(tf.mul(net.fc2.forward(h), 2), weight);
  });
  expectClose(take(run!.gradient), take(expected));
  expect(Object.hasOwn(net.relu, 'forward')).toBe(false);
});

it('is one of each run', () => {
  const runs = layerGradient(net.fc2, () => tf.add(score(), tf.mul(score(), 3)));
  const [first, second] = runs.map(({ output, gradient }) => [take(output), take(gradient)]);
  expect(second![0]).toEqual(first![0]);
  expectClose(
    second![1]!,
    first![1]!.map((value) => 3 * value),
  );
});

it('is none for a layer that does not run, and zero where the score does not depend on it', () => {
  expect(layerGradient(net.idle, score)).toEqual([]);
  const [run] = layerGradient(net.relu, () => tf.tidy(() => tf.mul(score(), 0)));
  expect(new Set(take(run!.gradient))).toEqual(new Set([0]));
  run!.output.dispose();
});

it('leaves the layer as it was where the score cannot be computed', () => {
  const fail = (): Scalar => {
    score();
    throw new Error('no score');
  };
  expect(() => layerGradient(net.relu, fail)).toThrow('no score');
  expect(Object.hasOwn(net.relu, 'forward')).toBe(false);
});

it('refuses a layer of several outputs', () => {
  class Pair extends Module {
    forward(x: Tensor2D): Tensor2D[] {
      return [net.forward(x), x];
    }
  }
  const pair = new Pair();
  expect(() => layerGradient(pair, () => tf.sum(pair.forward(x())[0]!))).toThrow(/a Pair gives no single tensor/);
});

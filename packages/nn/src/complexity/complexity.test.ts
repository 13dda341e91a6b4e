import { loadBackend, type Tensor4D, tf } from '@mma/backend';
import { beforeAll, expect, it } from 'vitest';
import { AdaptiveAvgPool2d } from '../layers/adaptive-avg-pool2d.js';
import { ConvModule } from '../layers/conv-module.js';
import { Linear } from '../layers/linear.js';
import { MaxPool2d } from '../layers/max-pool2d.js';
import { Module } from '../module.js';
import { countComplexity } from './complexity.js';

class Net extends Module {
  readonly blocks = [
    new ConvModule(3, 8, { kernelSize: 3, padding: 1, stride: 2 }),
    new ConvModule(8, 4, { kernelSize: [1, 3] }),
  ];
  readonly pool = new MaxPool2d({ kernelSize: 2 });
  readonly avg = new AdaptiveAvgPool2d(1);
  readonly fc = new Linear(4, 10);
  readonly shared = this.fc;

  forward(x: Tensor4D): void {
    const features = this.blocks.reduce((value, block) => block.forward(value), x); // [2, 8, 6, 4]
    const pooled = this.avg.forward(this.pool.forward(features)); // [2, 1, 1, 4]
    this.fc.forward(tf.reshape(pooled, [2, 4]));
  }
}

beforeAll(async () => {
  await loadBackend();
});

it('counts what can be counted by hand, part by part', () => {
  const net = new Net();
  const before = tf.memory().numTensors;
  const rows = countComplexity(net, () => net.forward(tf.zeros([2, 16, 16, 3])));
  const byName = Object.fromEntries(rows.map(({ name, macs, parameters }) => [name, [macs, parameters]]));
  const first = 2 * 8 * 8 * 8 * (3 * 3 * 3);
  const firstNorm = 2 * (2 * 8 * 8 * 8);
  const second = 2 * 8 * 6 * 4 * (1 * 3 * 8);
  const secondNorm = 2 * (2 * 8 * 6 * 4);
  const avg = 2 * 4 * 3 * 4;
  const fc = 2 * 4 * 10;
  expect(byName).toMatchObject({
    'blocks.0.conv': [first, 216],
    'blocks.0.bn': [firstNorm, 16],
    'blocks.0': [first + firstNorm, 232],
    'blocks.1': [second + secondNorm, 96 + 8],
    pool: [0, 0],
    avg: [avg, 0],
    fc: [fc, 50],
  });
  expect(rows[0]).toEqual({
    name: '',
    type: 'Net',
    depth: 0,
    parameters: 232 + 104 + 50,
    macs: first + firstNorm + second + secondNorm + avg + fc,
  });
  expect(rows.find(({ name }) => name === 'blocks.0.conv')).toMatchObject({ type: 'Conv2d', depth: 2 });

  // What was put in front of the modules is gone, and nothing but their values is left.
  expect(Object.hasOwn(net.fc, 'forward')).toBe(false);
  expect(net.training).toBe(true);
  net.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('counts matrix products outside of layers, whichever way they are turned', () => {
  class Attention extends Module {
    forward(x: Tensor4D): void {
      const scores = tf.matMul(x, x, false, true); // [2, 3, 5, 7]·[2, 3, 7, 5]
      tf.matMul(scores, x, true, false);
    }
  }
  const attention = new Attention();
  const [whole] = countComplexity(attention, () => attention.forward(tf.zeros([2, 3, 5, 7])));
  expect(whole).toMatchObject({ macs: 2 * (2 * 3 * 5 * 5 * 7), parameters: 0 });
});

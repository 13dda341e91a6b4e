import { loadBackend, tf } from '@mma/backend';
import { ConvModule, ReLU } from '@mma/nn';
import { beforeAll, expect, test } from 'vitest';
import { endBlock } from './end-block.js';

beforeAll(() => loadBackend());

const wave = (shape: [number, number, number, number], step: number) =>
  tf.tensor4d(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(i * step)),
    shape,
  );

test.each([
  { training: true, norm: {} },
  { training: false, norm: {} },
  { training: true, norm: null },
])('gives what its layers give one after the other: %o', ({ training, norm }) => {
  const last = new ConvModule(3, 6, { kernelSize: 1, activation: null, norm });
  last.initWeights(1);
  last.train(training);
  const [x, shortcut] = [wave([2, 7, 7, 3], 0.37), wave([2, 7, 7, 6], 0.23)];
  const convolved = last.conv.forward(x);
  const plain = tf.relu(tf.add(last.bn?.forward(convolved) ?? convolved, shortcut));
  const together = endBlock({ last, relu: new ReLU() }, x, shortcut);
  expect(tf.max(tf.abs(tf.sub(together, plain))).dataSync()[0]).toBeLessThan(1e-5);
});

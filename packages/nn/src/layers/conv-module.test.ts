import { loadBackend, type Tensor, type Tensor4D, tf } from '@mma/backend';
import { beforeAll, expect, test } from 'vitest';
import { ConvModule, type ConvModuleOptions } from './conv-module.js';

beforeAll(() => loadBackend());

const wave = (shape: number[], step: number, offset = 0) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * step) + offset),
    shape,
  );

function moduleOf(options: Partial<ConvModuleOptions>): ConvModule {
  const module = new ConvModule(3, 6, { kernelSize: 3, padding: 1, ...options });
  module.initWeights(1);
  module.bn!.weight.assign(wave([6], 0.9, 1.2));
  module.bn!.bias.assign(wave([6], 1.1));
  module.bn!.runningMean.assign(wave([6], 0.7));
  module.bn!.runningVar.assign(wave([6], 0.5, 1.5));
  module.conv.bias?.assign(wave([6], 0.3, 0.2));
  return module;
}

/** The layers one after the other. */
function unfolded(module: ConvModule, x: Tensor4D): Tensor4D {
  const normed = module.bn!.forward(module.conv.forward(x));
  return module.activate === null ? normed : module.activate.forward(normed);
}

const cases: [string, Partial<ConvModuleOptions>][] = [
  ['3 × 3', {}],
  ['1 × 1 with stride', { kernelSize: 1, padding: 0, stride: 2 }],
  ['a bias beside the norm', { bias: true }],
  ['no activation, dilated', { activation: null, dilation: 2, padding: 2 }],
];

test.each(cases)('with batch norm folded into the convolution it gives what its layers give: %s', (_name, options) => {
  const module = moduleOf(options).eval();
  const x = wave([2, 7, 7, 3], 0.37) as Tensor4D;
  const [folded, plain] = [module.forward(x), unfolded(module, x)];
  expect(folded.shape).toEqual(plain.shape);
  expect(tf.max(tf.abs(tf.sub(folded, plain))).dataSync()[0]).toBeLessThan(1e-5);
});

test('gradients go through frozen batch norm in training as through its layers', () => {
  const module = moduleOf({});
  module.train();
  module.bn!.eval();
  const x = wave([2, 7, 7, 3], 0.37) as Tensor4D;
  const parameters = module.parameters();
  const gradients = (forward: () => Tensor) => {
    const total = () => tf.sum(tf.square(forward())) as Tensor;
    return tf.engine().gradients(total as never, [x, ...parameters.map(({ value }) => value)], undefined, true).grads;
  };
  const folded = gradients(() => module.forward(x));
  const plain = gradients(() => unfolded(module, x));
  for (const [index, gradient] of folded.entries()) {
    const largest = tf.max(tf.abs(plain[index]!)).dataSync()[0]!;
    expect(tf.max(tf.abs(tf.sub(gradient, plain[index]!))).dataSync()[0]! / largest).toBeLessThan(1e-5);
  }
});

test('in training mode batch norm and ReLU in one are what they are apart', () => {
  const module = moduleOf({});
  module.train();
  const x = wave([2, 7, 7, 3], 0.37) as Tensor4D;
  expect(tf.max(tf.abs(tf.sub(module.forward(x), unfolded(module, x)))).dataSync()[0]).toBeLessThan(1e-5);
});

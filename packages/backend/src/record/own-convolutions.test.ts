import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nativeBackend } from '../active-backend.js';
import { loadBackend } from '../load.js';
import { biasAdd } from '../ops/bias-add.js';
import { type Conv2dOptions, conv2d } from '../ops/conv2d.js';
import { canComputeIn } from '../precision.js';
import { maxDifference } from '../testing/naive.js';
import { tf } from '../tf.js';
import { withOwnConvolutions } from './own-convolutions.js';
import { runEagerly, type TensorFunction, trace } from './recorder.js';
import { splitStable } from './split-stable.js';
import { disposeRecorded, recorded } from './testing/recorded.js';

beforeAll(() => loadBackend({ install: true }));
afterEach(disposeRecorded);

/** As AVX-512 has it; others have less, so that what suits here suits there. */
const OWN = { panel: 32, direct: true };

const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
/** Like a filter after initialisation: what it gives is as large as what it gets. */
const filter = (inputs: number, outputs: number, seed: number): Tensor4D =>
  tf.mul(random([3, 3, inputs, outputs], seed), Math.sqrt(1 / (9 * inputs))) as Tensor4D;
const same = { padding: 1 };

const convolution: TensorFunction = ([x, w]) => [conv2d(x as Tensor4D, w as Tensor4D, same)];

/** From x, w and the gradient of y: y and the gradients by x and w. */
const withGradients: TensorFunction = ([x, w, dy]) => {
  const y = (a: Tensor, b: Tensor) => conv2d(a as Tensor4D, b as Tensor4D, same);
  const [dx, dw] = tf.grads((a, b) => y(a as Tensor, b as Tensor))([x!, w!], dy) as [Tensor, Tensor];
  return [y(x!, w!), dx, dw];
};

function expectSameAsEagerly(fn: TensorFunction, inputs: Tensor[], stable = 0): void {
  const { call, reasons } = recorded(fn, { stable });
  const expected = runEagerly(fn, inputs);
  for (const [index, found] of call(inputs).entries()) {
    const largest = tf.max(tf.abs(expected[index]!)).dataSync()[0]!;
    expect(maxDifference(found.dataSync(), expected[index]!.dataSync()) / largest).toBeLessThan(1e-5);
  }
  expect(reasons).toEqual([]);
}

/** The ops of the function that stands for `fn`, without those that only make constants. */
function ops(fn: TensorFunction, inputs: Tensor[], own = OWN): string[] {
  const traced = trace(nativeBackend(), fn, { inputs, name: 'Traced' });
  return withOwnConvolutions(traced, own)
    .nodes.map(({ op }) => op)
    .filter((op) => op !== 'Const' && op !== 'Fill');
}

describe('a replayed convolution and its gradients are what they are op by op', () => {
  test.each([
    ['of whole tiles', [4, 16, 16], 32, 64],
    ['whose tiles hang over the borders', [7, 13, 10], 64, 32],
    ['of pictures as small as a tile', [70, 4, 3], 32, 32],
    ['of more tiles than are in hand at once', [3, 57, 61], 64, 96],
    ['of more channels than tiles', [12, 14, 14], 256, 256],
  ])('%s', (_, [count, height, width], inputs, outputs) => {
    const x = random([count!, height!, width!, inputs], 1);
    const dy = random([count!, height!, width!, outputs], 2);
    const w = filter(inputs, outputs, 3);
    const own = ['MmaWinogradConv', 'MmaWinogradInputGradient', 'MmaFilterGradient'];
    expect(new Set(ops(withGradients, [x, w, dy]))).toEqual(new Set(own));
    expectSameAsEagerly(withGradients, [x, w, dy]);
  });

  test.each<[string, Conv2dOptions & { size?: number; channels?: [number, number] }, number[]]>([
    ['with a stride', { stride: 2, padding: 1 }, [5, 14, 17]],
    ['without a border', { padding: 0 }, [3, 9, 8]],
    ['with a stride and no border', { stride: 3, padding: 0 }, [2, 20, 31]],
    ['of many small pictures', { stride: 2, padding: 1 }, [300, 5, 4]],
    ['of 1 × 1', { size: 1 }, [3, 11, 13]],
    ['of 1 × 1 with a stride', { size: 1, stride: 2 }, [5, 11, 14]],
    ['of 1 × 1 for large pictures', { size: 1 }, [3, 57, 61]],
    ['of 1 × 1 for one pixel', { size: 1 }, [1, 1, 1]],
    ['of 1 × 1 and more channels than are in hand at once', { size: 1, channels: [608, 544] }, [2, 7, 6]],
    ['of 7 × 7 for three channels', { size: 7, stride: 2, padding: 3, channels: [3, 64] }, [3, 37, 30]],
    ['of 5 × 5 for an odd number of channels', { size: 5, padding: 2, channels: [17, 32] }, [2, 9, 6]],
    ['of 3 × 3 for few channels', { padding: 1, channels: [1, 32] }, [4, 16, 17]],
    ['larger than the picture', { size: 7, padding: 3 }, [2, 4, 3]],
    ['whose border is wider than they are', { size: 1, padding: 2 }, [2, 4, 3]],
  ])('gradients by filters %s', (_, { size = 3, channels = [64, 32], ...options }, [count, height, width]) => {
    const gradient: TensorFunction = ([x, w]) => [
      tf.grad((f) => tf.square(conv2d(x as Tensor4D, f as Tensor4D, options)))(w!),
    ];
    const inputs = [random([count!, height!, width!, channels[0]], 1), random([size, size, ...channels], 3)];
    const found = ops(gradient, inputs);
    expect(found).toContain('MmaFilterGradient');
    expect(found).not.toContain('Conv2DBackpropFilter');
    expect(found).not.toContain('Pad');
    expectSameAsEagerly(gradient, inputs);
  });

  test('and so are those of a filter that stays, with bias, shortcut and ReLU', () => {
    const block: TensorFunction = ([x, w1, b1, w2, b2]) => {
      const conv = (of: Tensor, w: Tensor, b: Tensor) =>
        biasAdd(conv2d(of as Tensor4D, w as Tensor4D, same), b as Tensor1D);
      return [tf.relu(tf.add(conv(tf.relu(conv(x!, w1!, b1!)), w2!, b2!), x!))];
    };
    const weights = [filter(32, 64, 1), random([64], 2), filter(64, 32, 3), random([32], 4)];
    for (const seed of [5, 6]) expectSameAsEagerly(block, [random([3, 19, 23, 32], seed), ...weights], 4);
    expect(ops(block, [random([3, 19, 23, 32], 5), ...weights])).toEqual(['MmaWinogradConv', 'MmaWinogradConv']);
  });
});

describe('other convolutions, and their gradients by inputs, are direct and what they are op by op', () => {
  test.each<[string, Conv2dOptions & { size: number }, number[], [number, number]]>([
    ['of 1 × 1', { size: 1 }, [3, 11, 13], [64, 32]],
    ['of 1 × 1 with a stride', { size: 1, stride: 2 }, [3, 11, 14], [32, 64]],
    ['of 3 × 3 with a stride', { size: 3, stride: 2, padding: 1 }, [5, 15, 18], [32, 32]],
    ['of 3 × 3 with a stride that skips a place', { size: 3, stride: 4, padding: 1 }, [2, 18, 21], [32, 32]],
    ['of 3 × 3 without a border', { size: 3 }, [3, 9, 8], [32, 64]],
    ['of 3 × 3 on few tiles', { size: 3, padding: 1 }, [1, 5, 7], [64, 32]],
    ['of 5 × 5 with a border of one', { size: 5, padding: 1 }, [2, 12, 9], [32, 32]],
    ['of 7 × 7 on pictures smaller than that', { size: 7, padding: 3 }, [2, 4, 3], [32, 32]],
    ['whose output the cache does not hold', { size: 1 }, [3, 120, 100], [32, 64]],
    ['of more channels than are gathered at once', { size: 3, stride: 2, padding: 1 }, [2, 7, 7], [512, 64]],
  ])('%s', (_, { size, ...options }, [count, height, width], [inputs, outputs]) => {
    const both: TensorFunction = ([x, w]) => {
      const y = (a: Tensor) => conv2d(a as Tensor4D, w as Tensor4D, options);
      return [y(x!), tf.grad((a) => tf.square(y(a)))(x!)];
    };
    const given = [random([count!, height!, width!, inputs], 1), random([size, size, inputs, outputs], 2)];
    const found = ops(both, given);
    expect(found).toEqual(expect.arrayContaining(['MmaDirectConv', 'MmaDirectInputGradient']));
    expect(found.filter((op) => op.startsWith('Conv2D'))).toEqual([]);
    expect(found).not.toContain('Slice');
    expectSameAsEagerly(both, given);
  });

  test('whatever the number of channels that they read', () => {
    const stem: TensorFunction = ([x, w]) => [conv2d(x as Tensor4D, w as Tensor4D, { stride: 2, padding: 3 })];
    const inputs = [random([2, 33, 30, 3], 1), random([7, 7, 3, 64], 2)];
    expect(ops(stem, inputs)).toEqual(['MmaDirectFilter', 'MmaDirectConv']);
    expectSameAsEagerly(stem, inputs);
  });

  test('with bias, shortcut and ReLU, of a filter that stays', () => {
    const block: TensorFunction = ([x, w, b]) => [
      tf.relu(tf.add(biasAdd(conv2d(x as Tensor4D, w as Tensor4D), b as Tensor1D), x!)),
    ];
    const weights = [random([1, 1, 32, 32], 1), random([32], 2)];
    for (const seed of [5, 6]) expectSameAsEagerly(block, [random([3, 19, 23, 32], seed), ...weights], 2);
    expect(ops(block, [random([3, 19, 23, 32], 5), ...weights])).toEqual(['MmaDirectFilter', 'MmaDirectConv']);
  });
});

describe('a convolution stays as it is', () => {
  const x = () => random([4, 16, 16, 32], 1);

  test('with dilation, other filters than square ones, or channels that do not fill registers', () => {
    const dilated: TensorFunction = ([a, w]) => [conv2d(a as Tensor4D, w as Tensor4D, { padding: 2, dilation: 2 })];
    expect(ops(dilated, [x(), filter(32, 32, 1)])).toEqual(['Conv2D']);
    expect(ops(convolution, [x(), random([1, 3, 32, 32], 1)])).toEqual(['Conv2D']);
    expect(ops(convolution, [x(), filter(32, 48, 1)])).toEqual(['Conv2D']);
  });

  test('where numbers are to be bfloat16, unless it goes in tiles; gradients by filters are ours there', () => {
    const own = { ...OWN, direct: false };
    const pointwise: TensorFunction = ([a, w]) => [
      tf.grad((f) => tf.square(conv2d(a as Tensor4D, f as Tensor4D)))(w!),
      tf.grad((b) => tf.square(conv2d(b as Tensor4D, w as Tensor4D)))(a!),
    ];
    const found = ops(pointwise, [x(), random([1, 1, 32, 32], 1)], own);
    expect(found).toEqual(expect.arrayContaining(['Conv2D', 'Conv2DBackpropInput', 'MmaFilterGradient']));
    expect(found.filter((op) => op.startsWith('MmaDirect'))).toEqual([]);
    const inTiles = ['MmaWinogradConv', 'MmaWinogradInputGradient', 'MmaFilterGradient'];
    expect(new Set(ops(withGradients, [x(), filter(32, 32, 1), x()], own))).toEqual(new Set(inTiles));
  });
});

test('a convolution is not done in tiles where they would be few, or mostly empty', () => {
  const w = filter(32, 32, 1);
  expect(ops(convolution, [random([1, 16, 16, 32], 1), w])).toContain('MmaWinogradConv');
  expect(ops(convolution, [random([1, 12, 12, 32], 1), w])).toContain('MmaDirectConv');
  expect(ops(convolution, [random([99, 2, 2, 32], 1), w])).toContain('MmaDirectConv');
});

const pointwise: TensorFunction = ([x, w]) => [conv2d(x as Tensor4D, w as Tensor4D)];
const pointwiseFilter = (seed: number) => random([1, 1, 32, 32], seed);

test('two direct convolutions with one filter put it in order once; where it is stable, once for all calls', () => {
  const twice: TensorFunction = ([x, w]) => pointwise([pointwise([x!, w!])[0]!, w!]);
  const inputs = [random([4, 16, 16, 32], 1), pointwiseFilter(1)];
  expect(ops(twice, inputs)).toEqual(['MmaDirectFilter', 'MmaDirectConv', 'MmaDirectConv']);
  const definition = withOwnConvolutions(trace(nativeBackend(), twice, { inputs, name: 'Traced' }), OWN);
  const { prelude, main } = splitStable(definition, 1);
  expect(prelude?.nodes.map(({ op }) => op)).toEqual(['MmaDirectFilter']);
  expect(main.nodes.map(({ op }) => op)).toEqual(['MmaDirectConv', 'MmaDirectConv']);
});

test('a filter is put in order when its picture is there, so that not all filters lie there twice at once', () => {
  const inputs = [random([4, 16, 16, 32], 1), pointwiseFilter(1), pointwiseFilter(2)];
  const two: TensorFunction = ([x, v, w]) => pointwise([pointwise([x!, v!])[0]!, w!]);
  const { nodes } = withOwnConvolutions(trace(nativeBackend(), two, { inputs, name: 'Traced' }), OWN);
  const [first, conv, second] = nodes;
  expect(first!.after).toEqual([]);
  expect(second!.after).toEqual([conv!.name]);
});

/** How far tensors are from others, of their size. */
const distance = (found: Tensor, expected: Tensor): number =>
  tf.norm(tf.sub(found, expected)).dataSync()[0]! / tf.norm(expected).dataSync()[0]!;

describe('in bfloat16', () => {
  const rounded = (tensor: Tensor): Tensor => {
    const bits = new Uint32Array(Float32Array.from(tensor.dataSync()).buffer);
    const numbers = new Float32Array(bits.map((value) => ((value + 0x7fff + ((value >> 16) & 1)) >> 16) << 16).buffer);
    return tf.tensor(numbers, tensor.shape);
  };

  test.each([
    ['of few channels', [5, 14, 19], 32, 64],
    ['of many', [12, 14, 14], 256, 288],
    ['of pictures smaller than two tiles', [12, 7, 7], 96, 512],
  ])(
    'convolutions in tiles, %s, are as exact as numbers of eight bits can be',
    (_, [count, height, width], inputs, outputs) => {
      const x = rounded(random([count!, height!, width!, inputs], 1));
      const block: TensorFunction = ([a, w, b, c]) => [
        tf.relu(tf.add(biasAdd(conv2d(a as Tensor4D, w as Tensor4D, same), b as Tensor1D), c!)),
      ];
      const given = [
        x,
        filter(inputs, outputs, 2),
        rounded(random([outputs], 3)),
        rounded(random([count!, height!, width!, outputs], 4)),
      ];
      const { call, reasons } = recorded(block, { precision: 'bfloat16' });
      // Rounding takes a part of 2⁻⁹ at most, and 0.0017 in the root of the mean square.
      const lost = distance(call(given)[0]!, runEagerly(block, given)[0]!);
      expect(lost).toBeLessThan(0.0019);
      if (canComputeIn('bfloat16').can) expect(lost).toBeGreaterThan(0.001);
      expect(reasons).toEqual([]);
    },
  );

  test.each<[string, Conv2dOptions, number[], number[]]>([
    ['in tiles and with a stride', { stride: 2, padding: 1 }, [6, 15, 17, 32], [3, 3, 64, 32]],
    ['of 1 × 1', {}, [3, 15, 17, 32], [1, 1, 64, 96]],
    ['of 1 × 1 with a stride', { stride: 2 }, [3, 15, 17, 32], [1, 1, 64, 32]],
    ['for few channels', { padding: 3, stride: 2 }, [3, 15, 17, 3], [7, 7, 64, 32]],
  ])(
    'gradients %s are a hundredth from those in float32, like the rest of such a step',
    (_, options, picture, second) => {
      const gradient: TensorFunction = ([x, w1, w2]) => {
        const y = (a: Tensor, b: Tensor, c: Tensor) =>
          conv2d(conv2d(a as Tensor4D, b as Tensor4D, same), c as Tensor4D, options);
        return tf.grads((a, b, c) => tf.square(y(a as Tensor, b as Tensor, c as Tensor)))([x!, w1!, w2!]);
      };
      const inputs = [random(picture, 1), filter(picture[3]!, 64, 2), tf.mul(random(second, 3), 0.05)];
      const { call, reasons } = recorded(gradient, { precision: 'bfloat16' });
      const expected = runEagerly(gradient, inputs);
      for (const [index, found] of call(inputs).entries()) expect(distance(found, expected[index]!)).toBeLessThan(0.02);
      expect(reasons).toEqual([]);
    },
  );
});

describe('on processors with fewer instructions', () => {
  test.each([
    ['AVX2', 16],
    ['SSE41', 0],
  ])('%s: numbers of channels are multiples of %d, or nothing changes; results are the same', async (isa, panel) => {
    const script = fileURLToPath(
      new URL('testing/convolution-check.js', new URL('../../dist/record/', import.meta.url)),
    );
    const env = { ...process.env, ONEDNN_MAX_CPU_ISA: isa };
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
    const found = JSON.parse(stdout) as { panel: number; difference: number };
    if (process.arch === 'x64') expect(found.panel).toBe(panel);
    expect(found.difference).toBeLessThan(1e-5);
  });
});

import type { Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { type Array4D, array4D, maxDifference, naiveConv2d, noise, type Window } from '../testing/naive.js';
import { tf } from '../tf.js';
import { conv2d } from './conv2d.js';

const tensor = ({ data, shape }: Array4D) => tf.tensor4d(data, [...shape]);

beforeAll(() => loadBackend({ install: true }));

const cases: [string, Window, Array4D['shape'], Array4D['shape']][] = [
  ['a 7×7 stem', { stride: [2, 2], padding: [3, 3], dilation: [1, 1] }, [2, 15, 18, 3], [7, 7, 3, 4]],
  ['a 3×3 with stride 2', { stride: [2, 2], padding: [1, 1], dilation: [1, 1] }, [2, 9, 8, 4], [3, 3, 4, 5]],
  [
    'a 3×3 with stride 2 of many channels',
    { stride: [2, 2], padding: [1, 1], dilation: [1, 1] },
    [1, 5, 6, 16],
    [3, 3, 16, 4],
  ],
  ['a 1×1', { stride: [1, 1], padding: [0, 0], dilation: [1, 1] }, [2, 5, 6, 4], [1, 1, 4, 8]],
  ['a 1×1 with stride 2', { stride: [2, 2], padding: [0, 0], dilation: [1, 1] }, [2, 7, 6, 4], [1, 1, 4, 8]],
  ['unequal stride and padding', { stride: [1, 2], padding: [2, 0], dilation: [1, 1] }, [1, 6, 9, 2], [5, 3, 2, 3]],
  ['a dilated 3×3', { stride: [1, 1], padding: [2, 2], dilation: [2, 2] }, [2, 9, 8, 3], [3, 3, 3, 4]],
];

describe.each(cases)('%s', (_name, window, xShape, filterShape) => {
  const x = array4D(xShape, noise(1));
  const filter = array4D(filterShape, noise(2));
  const dy = array4D(naiveConv2d(x, filter, window).y.shape, noise(3));
  const expected = naiveConv2d(x, filter, window, dy);

  test('computes what plain loops compute', () => {
    const y = tf.tidy(() => conv2d(tensor(x), tensor(filter), window));
    expect(y.shape).toEqual(expected.y.shape);
    expect(maxDifference(y.dataSync(), expected.y.data)).toBeLessThan(1e-4);
  });

  test('has both gradients', () => {
    const run = (a: Tensor4D, b: Tensor4D) => conv2d(a, b, window);
    const [dx, dfilter] = tf.grads(run as never)([tensor(x), tensor(filter)], tensor(dy));
    expect(maxDifference(dx!.dataSync(), expected.dx.data)).toBeLessThan(1e-4);
    expect(maxDifference(dfilter!.dataSync(), expected.dfilter.data)).toBeLessThan(1e-4);
  });
});

test('computes no input gradient where none is asked for', () => {
  const before = tf.memory().numTensors;
  const x = tf.zeros([1, 8, 8, 3]) as Tensor4D;
  const filter = tf.ones([3, 3, 3, 4]) as Tensor4D;
  const backend = tf.backend() as unknown as { executeSingleOutput(name: string, ...rest: unknown[]): unknown };
  const ops: string[] = [];
  const original = backend.executeSingleOutput;
  backend.executeSingleOutput = function (name, ...rest) {
    ops.push(name);
    return original.call(this, name, ...rest);
  };
  try {
    tf.dispose(tf.grad((f) => conv2d(x, f as Tensor4D, { padding: 1 }).sum())(filter));
  } finally {
    backend.executeSingleOutput = original;
  }
  tf.dispose([x, filter]);
  expect(ops).toContain('Conv2DBackpropFilter');
  expect(ops).not.toContain('Conv2DBackpropInput');
  expect(tf.memory().numTensors).toBe(before);
});

test("an error carries TensorFlow's own words", () => {
  const run = () => conv2d(tf.zeros([1, 4, 4, 3]) as Tensor4D, tf.zeros([3, 3, 2, 4]) as Tensor4D);
  expect(run).toThrow(/Conv2D: .*depth/);
});

import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nativeBackend } from '../active-backend.js';
import { loadBackend } from '../load.js';
import { randomUniform } from '../ops/random.js';
import { noise } from '../testing/naive.js';
import { tf } from '../tf.js';
import type { TensorFunction } from './recorder.js';
import { disposeRecorded, recorded, values } from './testing/recorded.js';

beforeAll(() => loadBackend({ install: true }));
afterEach(disposeRecorded);

describe('a recorded function', () => {
  test('runs once for each combination of types and shapes, and gives what it would give', () => {
    const { call, runs, reasons } = recorded(([x, y]) => [tf.add(tf.mul(x!, 2), y!), tf.sum(x!)]);
    expect(values(call([tf.tensor1d([1, 2]), tf.scalar(10)]))).toEqual([[12, 14], [3]]);
    expect(values(call([tf.tensor1d([3, 4]), tf.scalar(20)]))).toEqual([[26, 28], [7]]);
    expect(values(call([tf.tensor1d([1, 2, 3]), tf.scalar(0)]))).toEqual([[2, 4, 6], [6]]);
    expect(values(call([tf.tensor1d([5, 6, 7]), tf.scalar(1)]))).toEqual([[11, 13, 15], [18]]);
    expect(runs()).toBe(2);
    expect(reasons).toEqual([]);
  });

  test('may have inputs of all kinds that tensors come in, and as many as a model has', () => {
    const { call, runs } = recorded((inputs) => [
      tf.addN(inputs.map((each) => tf.cast(each, 'float32'))),
      tf.logicalNot(inputs[1]!),
      tf.stack([inputs[2]!, inputs[2]!]),
    ]);
    const inputs = (seed: number) => [
      tf.scalar(seed),
      tf.scalar(true, 'bool'),
      ...Array.from({ length: 300 }, (_, index) => tf.scalar(seed + index, 'int32')),
    ];
    call(inputs(0));
    expect(values(call(inputs(2)))).toEqual([[2 + 1 + 600 + (299 * 300) / 2], [0], [2, 2]]);
    expect(runs()).toBe(1);
  });

  test('tells two inputs apart even when they were one tensor while it was recorded', () => {
    const { call } = recorded(([x, y]) => [tf.sub(x!, y!)]);
    const same = tf.tensor1d([1, 2]);
    call([same, tf.clone(same)]);
    expect(values(call([tf.tensor1d([5, 5]), tf.tensor1d([1, 2])]))).toEqual([[4, 3]]);
    expect(values(call([tf.tensor1d([7, 7]), tf.tensor1d([1, 2])]))).toEqual([[6, 5]]);
  });

  test('may give back an input, a constant, and one tensor twice; all of them belong to the caller', () => {
    const { call, runs } = recorded(([x]) => {
      const square = tf.square(x!);
      return [x!, tf.scalar(3), square, square];
    });
    for (const value of [2, 5]) {
      const x = tf.scalar(value);
      const outputs = call([x]);
      expect(values(outputs)).toEqual([[value], [3], [value ** 2], [value ** 2]]);
      tf.dispose(outputs);
      expect(x.isDisposed).toBe(false);
      expect(x.dataSync()[0]).toBe(value);
    }
    expect(runs()).toBe(1);
  });

  test('may hold zeros and ones of any size: they are filled when it runs', () => {
    const { call, reasons, runs } = recorded(([x]) => [
      tf.sum(tf.add(tf.add(x!, tf.ones([400, 400])), tf.zeros([400]))),
    ]);
    for (const value of [1, 2, 3])
      expect(values(call([tf.fill([400, 400], value)]))).toEqual([[160_000 * (value + 1)]]);
    expect(reasons).toEqual([]);
    expect(runs()).toBe(1);
  });

  test('draws anew when its seed is an input', () => {
    const { call, runs } = recorded(([seed]) => [randomUniform([1000], seed as Tensor1D)]);
    const draw = (seed: number) => values(call([tf.tensor1d([seed, 1], 'int32')]))[0];
    const [first, second, again] = [draw(1), draw(2), draw(1)];
    expect(second).not.toEqual(first);
    expect(again).toEqual(first);
    expect(runs()).toBe(1);
  });

  test('gives the same bits whether it was recorded by this call or before', () => {
    const { call } = recorded(([x]) => [tf.softmax(tf.matMul(tf.relu(x as Tensor2D), x as Tensor2D))]);
    const x = () =>
      tf.tensor2d(
        Float32Array.from({ length: 64 * 64 }, (_, i) => noise(3)(i)),
        [64, 64],
      );
    const first = values(call([x()]));
    expect(values(call([x()]))).toEqual(first);
  });

  test('does not run while it is recorded, and a constant that is kept meanwhile has its values', () => {
    let kept: Tensor | undefined;
    const { call } = recorded(([x]) => {
      kept ??= tf.keep(tf.tensor1d([1, 2]));
      return [tf.add(x!, kept)];
    });
    expect(values(call([tf.scalar(1)]))).toEqual([[2, 3]]);
    expect(Array.from(kept!.dataSync())).toEqual([1, 2]);
    kept!.dispose();
  });

  test('still reports errors, and runs on after one', () => {
    const { call } = recorded(([x]) => {
      if (x!.size === 3) throw new RangeError('three');
      return [tf.neg(x!)];
    });
    expect(() => call([tf.ones([3])])).toThrow(RangeError);
    expect(values(call([tf.ones([2])]))).toEqual([[-1, -1]]);
    expect(values(call([tf.zeros([2])]))).toEqual([[-0, -0]]);
  });
});

describe('what cannot be replayed runs op by op, and says why, once', () => {
  const outside = (): Tensor => tf.tensor1d([1, 2]);
  const cases: [string, TensorFunction, RegExp][] = [
    ['reading values', ([x]) => [tf.scalar(tf.neg(x!).dataSync()[0]!)], /reads the values/],
    [
      'a large constant',
      ([x]) => [tf.add(x!, tf.tensor1d(Float32Array.from({ length: 20_000 }, (_, i) => noise(1)(i))).slice([0], [2]))],
      /constant of 80000 bytes, shape \[20000\]/,
    ],
  ];
  test.each(cases)('%s', (_name, fn, why) => {
    const { call, reasons, runs } = recorded(fn, { name: 'The step' });
    for (let time = 0; time < 3; time += 1) {
      const x = tf.tensor1d([1 + time, 2]);
      expect(values(call([x]))).toEqual(values(fn([x])));
    }
    // The attempt to record it, and three runs.
    expect(runs()).toBe(4);
    expect(reasons).toEqual([expect.stringMatching(why)]);
    expect(reasons[0]).toMatch(/^The step is not replayed/);
  });

  test.each([
    ['that TensorFlow has', () => tf.keep(tf.neg(outside()))],
    ['that JavaScript has', outside],
  ])('a tensor from outside %s', (_name, make) => {
    const kept = make();
    const { call, reasons, runs } = recorded(([x]) => [tf.add(x!, kept)]);
    for (const value of [1, 2]) expect(values(call([tf.scalar(value)]))).toEqual(values([tf.add(kept, value)]));
    expect(runs()).toBe(3);
    expect(reasons).toEqual([expect.stringMatching(/neither an input|from outside/)]);
  });

  test('ever new shapes', () => {
    const { call, reasons } = recorded(([x]) => [tf.neg(x!)]);
    for (let size = 1; size <= 12; size += 1) expect(call([tf.ones([size])])[0]!.size).toBe(size);
    expect(reasons).toEqual([expect.stringContaining('more than 8 combinations of shapes')]);
  });

  test('a shape that depends on values', () => {
    const { call, reasons } = recorded(([x]) => nativeBackend().executeMultipleOutputs('Unique', [], [x!], 2));
    for (let time = 0; time < 2; time += 1) {
      expect(values(call([tf.tensor1d([3, 1, 3])]))).toEqual([
        [3, 1],
        [0, 1, 0],
      ]);
    }
    expect(reasons).toEqual([expect.stringMatching(/shape of what Unique gives depends on the values/)]);
  });

  test('and so does everything when the environment says so', () => {
    process.env['MMA_EAGER'] = '1';
    try {
      const { call, reasons, runs } = recorded(([x]) => [tf.neg(x!)]);
      for (const value of [1, 2]) expect(values(call([tf.scalar(value)]))).toEqual([[-value]]);
      expect(runs()).toBe(2);
      expect(reasons).toEqual([]);
    } finally {
      delete process.env['MMA_EAGER'];
    }
  });
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nativeBackend } from '../active-backend.js';
import { loadBackend } from '../load.js';
import { batchNormTrain } from '../ops/batch-norm.js';
import { conv2d } from '../ops/conv2d.js';
import { maxPool2d } from '../ops/max-pool2d.js';
import { randomUniform } from '../ops/random.js';
import { maxDifference, noise } from '../testing/naive.js';
import { tf } from '../tf.js';
import { type Recorded, type RecordOptions, record } from './record.js';
import type { TensorFunction } from './recorder.js';

beforeAll(() => loadBackend({ install: true }));

const made: Recorded[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
});

/** A recorded function with what a test asks about it. */
function recorded(fn: TensorFunction, options: RecordOptions = {}) {
  const reasons: string[] = [];
  let runs = 0;
  const counted: TensorFunction = (inputs) => {
    runs += 1;
    return fn(inputs);
  };
  const call = record(counted, { onFallback: (reason) => reasons.push(reason), ...options });
  made.push(call);
  return { call, reasons, runs: () => runs };
}

const values = (tensors: readonly Tensor[]) => tensors.map((tensor) => Array.from(tensor.dataSync()));

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

describe('stable inputs', () => {
  /** A live input, and two weights of which a costly thing is made. */
  const weighted: TensorFunction = ([x, a, b]) => [
    tf.add(tf.mul(x!, tf.exp(tf.mul(a!, b!))), b!),
    tf.neg(a!),
    tf.scalar(7),
  ];

  test('what is made of them alone is computed once, until one is another tensor', () => {
    const { call, reasons } = recorded(weighted, { stable: 2 });
    const { binding } = nativeBackend();
    const executed: string[] = [];
    const { executeOp } = binding;
    binding.executeOp = (name, ...rest) => {
      executed.push(name);
      return executeOp.call(binding, name, ...rest);
    };
    try {
      const [a, b, other] = [tf.scalar(0.5), tf.scalar(2), tf.scalar(-1)];
      const expected = (x: number, second: number) => [[x * Math.fround(Math.exp(0.5 * second)) + second], [-0.5], [7]];
      const run = (x: number, second: Tensor) => values(call([tf.scalar(x), a, second])).map(([each]) => [each!]);
      for (const [x, tensor, second] of [
        [1, b, 2],
        [3, b, 2],
        [3, other, -1],
        [4, other, -1],
      ] as const) {
        for (const [index, [value]] of run(x, tensor).entries()) {
          expect(value).toBeCloseTo(expected(x, second)[index]![0]!, 4);
        }
      }
      expect(executed.filter((name) => name.endsWith('Prelude'))).toHaveLength(2);
      expect(executed.filter((name) => /^MmaRecord\d+$/.test(name))).toHaveLength(4);
      expect(reasons).toEqual([]);
    } finally {
      binding.executeOp = executeOp;
    }
  });

  test('what is kept goes when it is released, replaced, or the record disposed of', async () => {
    const { call } = recorded(weighted, { stable: 2 });
    const [x, a, b, c] = [tf.scalar(1), tf.scalar(2), tf.scalar(3), tf.scalar(4)];
    const before = tf.memory().numTensors;
    const kept = async (second: Tensor) => {
      tf.dispose(await call.async([x, a, second]));
      return tf.memory().numTensors - before;
    };
    const held = await kept(b);
    expect(held).toBeGreaterThan(0);
    expect(await kept(c)).toBe(held);
    call.release();
    expect(tf.memory().numTensors).toBe(before);
    expect(await kept(b)).toBe(held);
    call.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a function may make nothing of them, or nothing of the others', () => {
    const without = recorded(([x]) => [tf.neg(x!)], { stable: 1 });
    expect(values(without.call([tf.scalar(1), tf.scalar(2)]))).toEqual([[-1]]);
    const only = recorded(([, a]) => [tf.neg(a!)], { stable: 1 });
    for (const x of [1, 5]) expect(values(only.call([tf.scalar(x), tf.scalar(2)]))).toEqual([[-2]]);
  });
});

describe('off the event loop', () => {
  /** Some hundred milliseconds of work. */
  const heavy: TensorFunction = ([x]) => {
    let product = x as Tensor2D;
    for (let time = 0; time < 6; time += 1) product = tf.matMul(product, x as Tensor2D);
    return [tf.mean(product)];
  };
  const matrix = (value: number) => tf.fill([1200, 1200], value);

  test('timers fire while a function runs, and the result is that of running it on the loop', async () => {
    const { call } = recorded(heavy);
    const x = matrix(1 / 1200);
    const [expected] = values(call([x]));
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 1);
    const outputs = await call.async([x]);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
    expect(values(outputs)).toEqual([expected]);
  });

  test('calls run one after the other, and their inputs may go while they wait', async () => {
    const { call } = recorded(([x]) => [tf.square(x!)]);
    const results = [2, 3, 4].map(async (value) => {
      const x = tf.scalar(value);
      const result = call.async([x]);
      x.dispose();
      return values(await result)[0];
    });
    expect(await Promise.all(results)).toEqual([[4], [9], [16]]);
  });

  test('an error is TensorFlow’s own, and does not stand in the way of the next call', async () => {
    const backend = nativeBackend();
    const x = tf.ones([2, 3]);
    const ids = backend.getInputTensorIds([x, x]);
    await expect(backend.binding.executeOpAsync('MatMul', [], ids, 1)).rejects.toThrow(
      expect.objectContaining({
        code: 'MMA_BACKEND_TENSORFLOW',
        message: expect.stringMatching(/MatMul.*Matrix size-incompatible/s),
      }),
    );
    const { call } = recorded(([each]) => [tf.neg(each!)]);
    expect(values(await call.async([tf.scalar(1)]))).toEqual([[-1]]);
  });

  test('a record that is disposed of while it runs goes afterwards', async () => {
    const { call } = recorded(heavy);
    const running = call.async([matrix(0)]);
    call.dispose();
    expect(values(await running)).toEqual([[0]]);
  });

  test('leaves no tensor behind', async () => {
    const { call } = recorded(([x]) => [tf.add(x!, 1), tf.sum(x!)]);
    const { binding } = nativeBackend();
    const once = async () => {
      const x = tf.ones([100]);
      tf.dispose([await call.async([x]), x]);
    };
    await once();
    const before = [binding.getNumOfTensors(), tf.memory().numTensors];
    for (let time = 0; time < 20; time += 1) await once();
    expect([binding.getNumOfTensors(), tf.memory().numTensors]).toEqual(before);
  });

  test.each(['exit', 'end'])('a process that ends (%s) in the midst of it does so cleanly', async (way) => {
    const script = fileURLToPath(new URL('../../fixtures/ends-while-running.mjs', import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, way]);
    expect(stdout).toBe(way === 'exit' ? 'running\n' : 'running\ndone\n');
    expect(stderr).toBe('');
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

describe('a training step of a small network', () => {
  const STEPS = 50;
  const data = (shape: number[], seed: number, scale = 1) =>
    tf.tensor(
      Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => noise(seed)(i) * scale),
      shape,
    );

  /** Filter, batch norm's gamma and beta, running mean, dense weight, momentum of the filter. */
  const start = () => [
    data([3, 3, 2, 8], 1, 0.3),
    tf.ones([8]),
    tf.zeros([8]),
    tf.zeros([8]),
    data([8, 3], 2, 0.5),
    tf.zeros([3, 3, 2, 8]),
  ];

  /** Convolution, batch norm, relu, pooling, dropout, dense; the whole update; the loss comes last. */
  const step: TensorFunction = (inputs) => {
    const [filter, gamma, beta, running, weight, momentum, image, target, seed, lr] = inputs as Tensor[];
    let mean: Tensor | undefined;
    const loss = (w: Tensor, g: Tensor, b: Tensor, dense: Tensor) => {
      const convolved = conv2d(image as Tensor4D, w as Tensor4D, { padding: 1 });
      const normal = batchNormTrain(convolved, g as Tensor1D, b as Tensor1D, 1e-5);
      mean = tf.keep(normal.mean);
      const pooled = tf.mean(maxPool2d(tf.relu(normal.y), { kernel: 3, stride: 2, padding: 1 }), [1, 2]);
      const kept = tf.cast(tf.greaterEqual(randomUniform(pooled.shape, seed as Tensor1D), 0.3), 'float32');
      const scores = tf.matMul(tf.mul(pooled, kept) as Tensor2D, dense as Tensor2D);
      return tf.losses.softmaxCrossEntropy(target!, scores) as Tensor;
    };
    const { value, grads } = tf.valueAndGrads(loss as never)([filter!, gamma!, beta!, weight!]);
    const [dw, dg, db, dd] = grads as [Tensor, Tensor, Tensor, Tensor];
    const nextMomentum = tf.add(tf.mul(momentum!, 0.9), dw);
    const down = (x: Tensor, slope: Tensor) => tf.sub(x, tf.mul(slope, lr!));
    const nextRunning = tf.add(tf.mul(running!, 0.9), tf.mul(mean!, 0.1));
    mean!.dispose();
    return [
      down(filter!, nextMomentum),
      down(gamma!, dg),
      down(beta!, db),
      nextRunning,
      down(weight!, dd),
      nextMomentum,
      value as Tensor,
    ];
  };

  const batch = (index: number) => [
    data([4, 9, 9, 2], 10 + index),
    tf.tidy(() => tf.oneHot(tf.tensor1d([0, 1, 2, index % 3], 'int32'), 3).toFloat()),
    tf.tensor1d([index, 7], 'int32'),
    tf.scalar(0.1 / (1 + index / 20)),
  ];

  function train(run: TensorFunction): { losses: number[]; state: Tensor[]; tensors: number[] } {
    let state = start();
    const losses: number[] = [];
    const tensors: number[] = [];
    for (let index = 0; index < STEPS; index += 1) {
      const given = batch(index);
      const outputs = run([...state, ...given]);
      losses.push(outputs.at(-1)!.dataSync()[0]!);
      tf.dispose([state, given, outputs.pop()!]);
      state = outputs;
      tensors.push(tf.memory().numTensors);
    }
    return { losses, state, tensors };
  }

  test(`replayed ${STEPS} times is what it is op by op, and leaves no tensor behind`, () => {
    const { call, runs, reasons } = recorded(step);
    const replayed = train(call);
    expect(reasons).toEqual([]);
    expect(runs()).toBe(1);
    expect(new Set(replayed.tensors.slice(1)).size).toBe(1);

    const eager = train((inputs) => tf.tidy(() => step(inputs)));
    expect(maxDifference(Float32Array.from(replayed.losses), Float32Array.from(eager.losses))).toBeLessThan(1e-4);
    for (const [index, tensor] of replayed.state.entries()) {
      expect(maxDifference(tensor.dataSync(), eager.state[index]!.dataSync())).toBeLessThan(1e-3);
    }
  });

  test('frees what TensorFlow holds', () => {
    const { call } = recorded(step);
    const { binding } = nativeBackend();
    const once = () => {
      const [state, given] = [start(), batch(0)];
      tf.dispose([call([...state, ...given]), state, given]);
    };
    once();
    const before = binding.getNumOfTensors();
    for (let index = 0; index < 5; index += 1) once();
    expect(binding.getNumOfTensors()).toBe(before);
  });
});

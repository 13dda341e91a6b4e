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
import type { TensorFunction } from './recorder.js';
import { disposeRecorded, recorded } from './testing/recorded.js';

beforeAll(() => loadBackend({ install: true }));
afterEach(disposeRecorded);

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
      const normal = batchNormTrain(convolved, g as Tensor1D, b as Tensor1D, { epsilon: 1e-5 });
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

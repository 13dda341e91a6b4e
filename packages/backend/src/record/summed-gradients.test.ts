import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nativeBackend } from '../active-backend.js';
import { loadBackend } from '../load.js';
import { batchNormTrain } from '../ops/batch-norm.js';
import { maxDifference } from '../testing/naive.js';
import { tf } from '../tf.js';
import { runEagerly, type TensorFunction, trace } from './recorder.js';
import { withSummedGradients } from './summed-gradients.js';
import { disposeRecorded, recorded } from './testing/recorded.js';

beforeAll(() => loadBackend({ install: true }));
afterEach(disposeRecorded);

const SHAPE = [3, 9, 7, 37];
const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
const inputs = () => [random(SHAPE, 1), random([37], 2), random([37], 3), random(SHAPE, 4), random(SHAPE, 5)];

/** The gradients of x, gamma, beta and the shortcut of batch norm, with ReLU, whose output goes where `readers` says. */
const gradients =
  (readers: (y: Tensor) => Tensor[]): TensorFunction =>
  ([x, gamma, beta, shortcut, weight]) =>
    tf.grads((...[x, gamma, beta, shortcut]) => {
      const options = { epsilon: 1e-5, shortcut: shortcut as Tensor4D };
      const { y } = batchNormTrain(x as Tensor4D, gamma as Tensor1D, beta as Tensor1D, options);
      return tf.addN(readers(y).map((read) => read.mul(weight!).sum()));
    })([x!, gamma!, beta!, shortcut!]);

const ops = (fn: TensorFunction): string[] =>
  withSummedGradients(trace(nativeBackend(), fn, { inputs: inputs(), name: 'Traced' })).nodes.map(({ op }) => op);
const isSum = (op: string): boolean => op === 'AddV2' || op === 'Add';

describe.each<[string, (y: Tensor) => Tensor[], number]>([
  ['one reader', (y) => [tf.square(y)], 0],
  ['two readers', (y) => [tf.square(y), tf.sin(y)], 0],
  ['three readers', (y) => [tf.square(y), tf.sin(y), tf.exp(y)], 1],
])('of an output with %s', (_, readers, sums) => {
  test(`gradients have ${sums} sums left before them`, () => {
    expect(ops(gradients(readers)).filter(isSum)).toHaveLength(sums);
  });

  test('all gradients are what they are op by op', () => {
    const { call, reasons } = recorded(gradients(readers), {});
    const given = inputs();
    const expected = runEagerly(gradients(readers), given);
    for (const [index, found] of call(given).entries()) {
      const largest = tf.max(tf.abs(expected[index]!)).dataSync()[0]!;
      expect(maxDifference(found.dataSync(), expected[index]!.dataSync()) / largest).toBeLessThan(1e-5);
    }
    expect(reasons).toEqual([]);
  });
});

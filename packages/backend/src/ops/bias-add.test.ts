import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { maxDifference, noise } from '../testing/naive.js';
import { tf } from '../tf.js';
import { biasAdd } from './bias-add.js';

beforeAll(() => loadBackend({ install: true }));

const data = (shape: number[], seed: number) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => noise(seed)(i)),
    shape,
  );

test.each([[[2, 3, 4, 5]], [[6, 5]], [[2, 2, 3, 4, 5]]])('over %j it is a sum, with its gradients', (shape) => {
  const x = data(shape, 1);
  const bias = data([5], 2) as Tensor1D;
  const weight = data(shape, 3);
  const of = (add: (x: Tensor, bias: Tensor1D) => Tensor) =>
    tf.valueAndGrads((x: Tensor, bias: Tensor) => tf.sum(tf.mul(add(x, bias as Tensor1D), weight)))([x, bias]);
  const ours = of((x, bias) => biasAdd(x as Tensor4D, bias));
  const plain = of((x, bias) => tf.add(x, bias));
  for (const [mine, theirs] of [
    [ours.value, plain.value] as const,
    ...ours.grads.map((g, i) => [g, plain.grads[i]!] as const),
  ]) {
    expect(mine.shape).toEqual(theirs.shape);
    expect(maxDifference(mine.dataSync(), theirs.dataSync())).toBeLessThan(1e-5);
  }
});

/**
 * A program that prints by how much our kernels for batch norm and pooling, and their gradients, differ from TensorFlow's on the
 * instructions that `ONEDNN_MAX_CPU_ISA` leaves: a process sees only one set.
 */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { loadBackend } from '../../load.js';
import { maxDifference, noise } from '../../testing/naive.js';
import { tf } from '../../tf.js';
import { ownBatchNorm } from '../batch-norm-own.js';
import { tensorflowBatchNorm } from '../batch-norm-tensorflow.js';
import { tensorflowMaxPool } from '../max-pool2d.js';
import { ownMaxPool } from '../max-pool2d-own.js';

await loadBackend();

const SHAPE: [number, number, number, number] = [2, 17, 15, 83];
const picture = (seed: number) =>
  tf.tensor4d(
    Float32Array.from({ length: tf.util.sizeFromShape(SHAPE) }, (_, i) => noise(seed)(i)),
    SHAPE,
  );
const WINDOW = { kernel: [3, 3], stride: [2, 2], padding: [1, 1] };

type Network = (x: Tensor, gamma: Tensor, beta: Tensor, shortcut: Tensor) => Tensor;
const network =
  (norm: typeof ownBatchNorm, pool: typeof ownMaxPool): Network =>
  (x, gamma, beta, shortcut) => {
    const given = [x as Tensor4D, gamma as Tensor1D, beta as Tensor1D] as const;
    const first = norm(...given, { epsilon: 1e-5, relu: true }).y;
    const second = norm(first, given[1], given[2], { epsilon: 1e-5, shortcut: shortcut as Tensor4D }).y;
    return tf.sum(tf.square(pool(second, WINDOW)));
  };

const inputs = [picture(1), tf.linspace(0.5, 1.5, 83), tf.linspace(-0.2, 0.2, 83), picture(2)];
const gradients = (each: Network) => {
  const { value, grads } = tf.valueAndGrads(each as never)(inputs);
  return [value as Tensor, ...grads];
};
const expected = gradients(network(tensorflowBatchNorm, tensorflowMaxPool));
const differences = gradients(network(ownBatchNorm, ownMaxPool)).map((found, index) => {
  const wanted = expected[index]!;
  return maxDifference(found.dataSync(), wanted.dataSync()) / tf.max(tf.abs(wanted)).dataSync()[0]!;
});
console.log(JSON.stringify(Math.max(...differences)));

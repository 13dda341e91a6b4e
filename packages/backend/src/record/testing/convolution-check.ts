/** Prints how far replayed convolutions and their gradients are from those op by op, in a process whose environment says what it may use. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { nativeBackend } from '../../active-backend.js';
import { loadBackend } from '../../load.js';
import { conv2d } from '../../ops/conv2d.js';
import { maxDifference } from '../../testing/naive.js';
import { tf } from '../../tf.js';
import { record } from '../record.js';
import { runEagerly, type TensorFunction } from '../recorder.js';

await loadBackend({ install: true });

const random = (shape: number[], deviation: number): Tensor => tf.randomNormal(shape, 0, deviation, 'float32', 7);
const inputs = [
  ...[
    random([5, 13, 18, 32], 1),
    random([3, 3, 32, 64], 0.06),
    random([5, 13, 18, 64], 0.1),
    random([1, 1, 32, 64], 0.2),
  ],
  ...[random([2, 23, 18, 3], 1), random([7, 7, 3, 64], 0.1)],
];
const withGradients: TensorFunction = ([x, w, dy, pointwise, picture, stem]) => {
  const y = (a: Tensor, b: Tensor) => conv2d(a as Tensor4D, b as Tensor4D, { padding: 1 });
  const strided = (a: Tensor, b: Tensor) => conv2d(a as Tensor4D, b as Tensor4D, { padding: 1, stride: 2 });
  return [
    y(x!, w!),
    strided(x!, w!),
    ...tf.grads((a, b) => y(a as Tensor, b as Tensor))([x!, w!], dy),
    ...tf.grads((a, b) => tf.square(strided(a as Tensor, b as Tensor)))([x!, w!]),
    tf.grad((f) => tf.square(conv2d(x as Tensor4D, f as Tensor4D)))(pointwise!),
    tf.grad((f) => tf.square(conv2d(picture as Tensor4D, f as Tensor4D, { padding: 3, stride: 2 })))(stem!),
  ];
};

const expected = runEagerly(withGradients, inputs);
const differences = record(withGradients)(inputs).map((found, index) => {
  const largest = tf.max(tf.abs(expected[index]!)).dataSync()[0]!;
  return maxDifference(found.dataSync(), expected[index]!.dataSync()) / largest;
});
const result = { panel: nativeBackend().binding.convolutionPanel(), difference: Math.max(...differences) };
process.stdout.write(JSON.stringify(result));

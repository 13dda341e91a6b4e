/**
 * Everything that the native addon does, a few times, for a checker of memory; what it finds must not grow with the times:
 *
 *   pnpm --filter @mma/bench leak-check [times]
 *
 * runs it under valgrind, and takes a minute or two.
 */
import { conv2d, loadBackend, momentumStep, record, tf } from '@mma/backend';

const times = Number(process.argv[2] ?? 12);
await loadBackend({ install: true });
const backend = tf.backend() as unknown as { binding: { executeOp(...op: unknown[]): unknown } };
let refused = 0;
const [one, large] = [tf.scalar(0.5), tf.ones([200_000])];
const [picture, filter, pixel] = [tf.ones([4, 18, 17, 32]), tf.ones([3, 3, 32, 32]), tf.ones([1, 1, 32, 64])];
for (let time = 0; time < times; time++) {
  const [x, w] = [tf.randomUniform([8, 8]), tf.randomUniform([8, 8])] as const;
  const product = tf.matMul(x, w);
  await product.data();
  const step = record(([a, b]) => [tf.relu(tf.matMul(a!, b!)), tf.sum(b!)], { stable: 1 });
  tf.dispose(step([x, w]));
  tf.dispose(await step.async([x, w]));
  step.dispose();
  // Large enough for the threads of our own kernels.
  const numbers = { scale: one, lr: one, weightDecay: one, momentum: one, share: one };
  tf.dispose(momentumStep({ value: large, gradient: large, buffer: large }, numbers, { nesterov: true }));
  type Image = Parameters<typeof conv2d>[0];
  const convolve = (x: Image, f: Image, stride: number) => conv2d(x, f, { padding: 1, stride });
  for (const precision of ['float32', 'bfloat16'] as const) {
    const gradients = record(
      ([a, b, c]) =>
        tf.grads((x, f, p) =>
          tf.square(conv2d(convolve(convolve(x as Image, f as Image, 1), f as Image, 2), p as Image)),
        )([a!, b!, c!]),
      { precision },
    );
    tf.dispose(gradients([picture, filter, pixel]));
    gradients.dispose();
  }
  try {
    backend.binding.executeOp('MatMul', [], [], 1);
  } catch {
    refused += 1;
  }
  tf.dispose([x, w, product]);
}
tf.dispose([one, large, picture, filter, pixel]);
// Graphs of recordings go with their handles.
globalThis.gc?.();
await new Promise(setImmediate);
if (refused !== times || tf.memory().numTensors !== 0) throw new Error('something was kept, or a wrong op was run');
console.log(`done ${times} times`);

import { tf } from '@mma/backend';

const SIZE = 1536;
const TIMES = 8;

/** Operations a second (a multiplication and an addition are two) that the device reaches in a large product of matrices. */
export async function measuredPeak(): Promise<number> {
  const matrix = tf.ones([SIZE, SIZE]) as ReturnType<typeof tf.ones> & { rank: 2 };
  let best = Number.POSITIVE_INFINITY;
  for (let time = 0; time < TIMES; time += 1) {
    const start = performance.now();
    const product = tf.matMul(matrix, matrix);
    await product.data();
    best = Math.min(best, performance.now() - start);
    product.dispose();
  }
  matrix.dispose();
  return (2 * SIZE ** 3) / (best / 1000);
}

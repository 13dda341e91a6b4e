import type { Tensor } from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { maxDifference, noise } from '../testing/naive.js';
import { tf } from '../tf.js';
import { momentumStep } from './momentum-step.js';

beforeAll(() => loadBackend({ install: true }));

const SHAPE = [3, 5, 7];
const data = (seed: number, shape = SHAPE) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => noise(seed)(i)),
    shape,
  );

const NUMBERS = { scale: 0.25, lr: 0.1, weightDecay: 0.01, momentum: 0.9, share: 0.7 };

/** The definition, term by term. */
function plainly(
  { value, gradient, buffer }: { value: Tensor; gradient: Tensor; buffer: Tensor | undefined },
  nesterov: boolean,
): Tensor[] {
  const { scale, lr, weightDecay, momentum, share } = NUMBERS;
  const slope = tf.add(tf.mul(gradient, scale), tf.mul(value, weightDecay));
  const kept = buffer === undefined ? slope : tf.add(tf.mul(buffer, momentum), tf.mul(slope, share));
  const direction = nesterov ? tf.add(slope, tf.mul(kept, momentum)) : kept;
  return [tf.sub(value, tf.mul(direction, lr)), kept];
}

test.each([
  { nesterov: false, first: true },
  { nesterov: false, first: false },
  { nesterov: true, first: true },
  { nesterov: true, first: false },
])('gives what the definition does: %o', ({ nesterov, first }) => {
  const inputs = { value: data(1), gradient: data(2), buffer: first ? undefined : data(3) };
  const numbers = Object.fromEntries(Object.entries(NUMBERS).map(([name, number]) => [name, tf.scalar(number)]));
  const ours = momentumStep(inputs, numbers as never, { nesterov });
  for (const [index, expected] of plainly(inputs, nesterov).entries()) {
    expect(ours[index]!.shape).toEqual(SHAPE);
    expect(maxDifference(ours[index]!.dataSync(), expected.dataSync())).toBeLessThan(1e-6);
  }
});

test('a parameter that several threads share is computed whole', () => {
  const shape = [7, 50_001];
  const inputs = { value: data(1, shape), gradient: data(2, shape), buffer: data(3, shape) };
  const numbers = Object.fromEntries(Object.entries(NUMBERS).map(([name, number]) => [name, tf.scalar(number)]));
  const ours = momentumStep(inputs, numbers as never, { nesterov: true });
  for (const [index, expected] of plainly(inputs, true).entries()) {
    expect(maxDifference(ours[index]!.dataSync(), expected.dataSync())).toBeLessThan(1e-6);
  }
});

test('a gradient of another size is refused', () => {
  const numbers = Object.fromEntries(Object.entries(NUMBERS).map(([name, number]) => [name, tf.scalar(number)]));
  const given = { value: data(1), gradient: tf.zeros([3, 5, 6]), buffer: undefined };
  expect(() => momentumStep(given, numbers as never, { nesterov: false })).toThrow(
    /value, gradient and buffer must have one shape/,
  );
});

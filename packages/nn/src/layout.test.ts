import { loadBackend, tf } from '@mma/backend';
import { beforeAll, expect, test } from 'vitest';
import { Conv2d } from './layers/conv2d.js';
import { CONV2D, PLAIN } from './layout.js';

beforeAll(() => loadBackend());

test.each([
  [[2, 3, 5, 4], true],
  [[2, 3, 1, 1], true],
  [[4, 1, 3, 3], true],
  [[1, 1, 3, 2], false],
  [[1, 5, 1, 1], false],
  [[5, 1, 1, 1], false],
  [[1, 1, 1, 1], false],
  [[1, 3, 2, 2], true],
])('a filter of %j comes inside and back; whether its numbers are moved: %s', (shape, moves) => {
  const size = shape.reduce((a, b) => a * b);
  const outside = tf.tensor(
    Float32Array.from({ length: size }, (_, i) => i),
    shape,
  );
  const inside = CONV2D.fromTorch(outside);
  expect(inside.shape).toEqual(CONV2D.shapeInside(shape));
  expect([...inside.dataSync()]).toEqual([...tf.transpose(outside, [2, 3, 1, 0]).dataSync()]);
  expect([...CONV2D.toTorch(inside).dataSync()]).toEqual([...outside.dataSync()]);
  expect(CONV2D.moves(shape)).toBe(moves);
  expect(PLAIN.moves(shape)).toBe(false);
});

test.each([
  [2, 3, 3],
  [4, 1, 1],
  [1, 4, 1],
])('what is loaded is no longer the array it came from: %i ← %i, %i × same', (out, input, size) => {
  const conv = new Conv2d(input, out, { kernelSize: size, bias: false });
  const data = new Float32Array(out * input * size * size).fill(1);
  conv.loadStateDict(new Map([['weight', { dtype: 'float32', shape: [out, input, size, size], data }]]));
  data.fill(7);
  expect(Math.max(...conv.weight.value.dataSync())).toBe(1);
});

import { loadBackend, tf } from '@mma/backend';
import { beforeAll, expect, test } from 'vitest';
import { Conv2d } from './layers/conv2d.js';
import { CONV2D, PLAIN } from './layout.js';

beforeAll(() => loadBackend());

test.each([[[2, 3, 5, 4]], [[2, 3, 1, 1]], [[4, 1, 3, 3]], [[1, 1, 3, 2]], [[5, 1, 1, 1]]])(
  'a filter of %j comes inside and back, as a tensor and as numbers',
  (shape) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i);
    const outside = tf.tensor(data.slice(), shape);
    const inside = CONV2D.fromTorch(outside);
    expect(inside.shape).toEqual(CONV2D.shapeInside(shape));
    expect([...inside.dataSync()]).toEqual([...tf.transpose(outside, [2, 3, 1, 0]).dataSync()]);
    expect([...CONV2D.toTorch(inside).dataSync()]).toEqual([...outside.dataSync()]);
    expect([...CONV2D.fromNumbers(data, shape).dataSync()]).toEqual([...inside.dataSync()]);
    expect([...PLAIN.fromNumbers(data, shape).dataSync()]).toEqual([...data]);
  },
);

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

import { loadBackend, memory, type Tensor, tf } from '@mma/backend';
import { beforeAll, expect, test } from 'vitest';
import { init } from './init/init.js';
import { CONV2D } from './layout.js';
import { Parameter } from './parameter.js';
import { take } from './testing/numbers.js';

beforeAll(() => loadBackend());

test('a value that was neither initialised nor loaded is an error that says what to do', () => {
  const parameter = new Parameter([2, 3], { init: init.constant(0) });
  expect(() => parameter.value).toThrow(
    expect.objectContaining({ code: 'MMA_NN_NO_VALUE', hint: expect.stringContaining('initWeights') }),
  );
});

test('an assigned tensor outlives tf.tidy and the former one is freed', () => {
  const parameter = new Parameter([2], { init: init.constant(0) });
  const before = memory().numTensors;
  for (let i = 0; i < 5; i++) tf.tidy(() => parameter.assign(tf.add(tf.tensor1d([i, i]), 1)));
  expect(memory().numTensors).toBe(before + 1);
  expect([...parameter.value.dataSync()]).toEqual([5, 5]);
  parameter.dispose();
  expect(memory().numTensors).toBe(before);
});

test('a filter lies inside as HWIO and comes back as OIHW', () => {
  const oihw = Array.from({ length: 2 * 3 * 1 * 2 }, (_, i) => i);
  const outside = tf.tensor(oihw, [2, 3, 1, 2]);
  const inside = CONV2D.fromTorch(outside);
  expect(inside.shape).toEqual([1, 2, 3, 2]);
  expect(CONV2D.shapeInside([2, 3, 1, 2])).toEqual([1, 2, 3, 2]);
  const at = inside.arraySync() as number[][][][];
  expect(at[0]![1]![2]![1]).toBe(1 * 6 + 2 * 2 + 1);
  const back: Tensor = CONV2D.toTorch(inside);
  expect(take(back)).toEqual(oihw);
  tf.dispose([outside, inside]);
});

test('a tensor of the wrong shape is refused', () => {
  const parameter = new Parameter([4, 3, 1, 1], { init: init.constant(0), layout: CONV2D });
  const wrong = tf.zeros([4, 3, 1, 1]);
  expect(() => parameter.assign(wrong)).toThrow(expect.objectContaining({ code: 'MMA_NN_SHAPE' }));
  wrong.dispose();
});

import type { Tensor } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nativeBackend } from '../active-backend.js';
import { loadBackend } from '../load.js';
import { tf } from '../tf.js';
import type { TensorFunction } from './recorder.js';
import { disposeRecorded, recorded, values } from './testing/recorded.js';

beforeAll(() => loadBackend({ install: true }));
afterEach(disposeRecorded);

describe('stable inputs', () => {
  /** A live input, and two weights of which a costly thing is made. */
  const weighted: TensorFunction = ([x, a, b]) => [
    tf.add(tf.mul(x!, tf.exp(tf.mul(a!, b!))), b!),
    tf.neg(a!),
    tf.scalar(7),
  ];

  test('what is made of them alone is computed once, until one is another tensor', () => {
    const { call, reasons } = recorded(weighted, { stable: 2 });
    const { binding } = nativeBackend();
    const executed: string[] = [];
    const { executeOp } = binding;
    binding.executeOp = (name, ...rest) => {
      executed.push(name);
      return executeOp.call(binding, name, ...rest);
    };
    try {
      const [a, b, other] = [tf.scalar(0.5), tf.scalar(2), tf.scalar(-1)];
      const expected = (x: number, second: number) => [[x * Math.fround(Math.exp(0.5 * second)) + second], [-0.5], [7]];
      const run = (x: number, second: Tensor) => values(call([tf.scalar(x), a, second])).map(([each]) => [each!]);
      for (const [x, tensor, second] of [
        [1, b, 2],
        [3, b, 2],
        [3, other, -1],
        [4, other, -1],
      ] as const) {
        for (const [index, [value]] of run(x, tensor).entries()) {
          expect(value).toBeCloseTo(expected(x, second)[index]![0]!, 4);
        }
      }
      expect(executed.filter((name) => name.endsWith('Prelude'))).toHaveLength(2);
      expect(executed.filter((name) => /^MmaRecord\d+$/.test(name))).toHaveLength(4);
      expect(reasons).toEqual([]);
    } finally {
      binding.executeOp = executeOp;
    }
  });

  test('what is kept goes when it is released, replaced, or the record disposed of', async () => {
    const { call } = recorded(weighted, { stable: 2 });
    const [x, a, b, c] = [tf.scalar(1), tf.scalar(2), tf.scalar(3), tf.scalar(4)];
    const before = tf.memory().numTensors;
    const kept = async (second: Tensor) => {
      tf.dispose(await call.async([x, a, second]));
      return tf.memory().numTensors - before;
    };
    const held = await kept(b);
    expect(held).toBeGreaterThan(0);
    expect(await kept(c)).toBe(held);
    call.release();
    expect(tf.memory().numTensors).toBe(before);
    expect(await kept(b)).toBe(held);
    call.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a function may make nothing of them, or nothing of the others', () => {
    const without = recorded(([x]) => [tf.neg(x!)], { stable: 1 });
    expect(values(without.call([tf.scalar(1), tf.scalar(2)]))).toEqual([[-1]]);
    const only = recorded(([, a]) => [tf.neg(a!)], { stable: 1 });
    for (const x of [1, 5]) expect(values(only.call([tf.scalar(x), tf.scalar(2)]))).toEqual([[-2]]);
  });
});

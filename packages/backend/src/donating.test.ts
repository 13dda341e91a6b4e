import type { Tensor } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nativeBackend } from './active-backend.js';
import { donating } from './donating.js';
import { loadBackend } from './load.js';
import { fromPermuted, fromPermutedAsync } from './ops/from-permuted.js';
import { keepApart, keepOver } from './ops/keep.js';
import { type MomentumNumbers, momentumStep } from './ops/momentum-step.js';
import type { TensorFunction } from './record/recorder.js';
import { disposeRecorded, recorded } from './record/testing/recorded.js';
import { noise } from './testing/naive.js';
import { tf } from './tf.js';

beforeAll(() => loadBackend({ install: true }));
afterEach(disposeRecorded);

/** Rows of whole cache lines, which TensorFlow cuts out without copying. */
const SHAPE = [3, 16];
const data = (seed: number): Tensor =>
  keepApart(
    tf.tensor(
      Float32Array.from({ length: 48 }, (_, i) => noise(seed)(i)),
      SHAPE,
    ),
  );
const numbers = (): MomentumNumbers => ({
  scale: tf.scalar(0.25),
  lr: tf.scalar(0.1),
  weightDecay: tf.scalar(0.01),
  momentum: tf.scalar(0.9),
  share: tf.scalar(0.7),
});

const momentum: TensorFunction = ([value, gradient, buffer]) =>
  momentumStep({ value: value!, gradient: gradient!, buffer }, numbers(), { nesterov: true });
const nextOf: TensorFunction = ([former, x]) => [keepOver(tf.mul(x!, 3), former!)];

/** What `work` gives, and how many tensors it has written over. */
function countOverwritten<T>(given: readonly Tensor[], work: () => T): { result: T; overwritten: number } {
  return donating(given, () => ({ result: work(), overwritten: nativeBackend().binding.overwrittenTensors() }));
}

describe.each([
  { how: 'op by op', prepare: (fn: TensorFunction): ((inputs: readonly Tensor[]) => Tensor[]) => fn },
  { how: 'recorded', prepare: (fn: TensorFunction) => recorded(fn).call },
])('tensors given up, $how', ({ prepare }) => {
  test('are written over by a step with momentum, which gives the numbers of one beside them', () => {
    const expected = momentum([data(1), data(2), data(3)]).map((each) => [...each.dataSync()]);
    const [value, gradient, buffer] = [data(1), data(2), data(3)];
    const step = prepare(momentum);
    const { result, overwritten } = countOverwritten([value, buffer], () => step([value, gradient, buffer]));
    expect(overwritten).toBe(2);
    expect(result.map((each) => [...each.dataSync()])).toEqual(expected);
    expect([...value.dataSync()]).toEqual(expected[0]);
    expect([...gradient.dataSync()]).toEqual([...data(2).dataSync()]);
  });

  test('are written over by what is kept in their place', () => {
    const [former, x] = [data(1), data(2)];
    const next = prepare(nextOf);
    const { result, overwritten } = countOverwritten([former], () => next([former, x]));
    expect(overwritten).toBe(1);
    expect([...result[0]!.dataSync()]).toEqual([...tf.mul(x, 3).dataSync()]);
    former.dispose();
    expect([...result[0]!.dataSync()]).toEqual([...tf.mul(x, 3).dataSync()]);
  });

  test('stay where a clone has them, or what TensorFlow cut out of them', () => {
    const next = prepare(nextOf);
    for (const share of [(x: Tensor) => tf.clone(x), (x: Tensor) => tf.slice(x, [1, 0], [2, 16])]) {
      const former = data(1);
      const shared = share(former);
      const before = [...shared.dataSync()];
      expect(countOverwritten([former], () => next([former, data(2)])).overwritten).toBe(0);
      expect([...shared.dataSync()]).toEqual(before);
      shared.dispose();
      expect(countOverwritten([former], () => next([former, data(2)])).overwritten).toBe(1);
    }
  });

  test('stay where one is given up twice', () => {
    const former = data(1);
    const same = tf.clone(former);
    const { overwritten } = countOverwritten([former, same], () => prepare(nextOf)([former, data(2)]));
    expect(overwritten).toBe(0);
    expect([...same.dataSync()]).toEqual([...data(1).dataSync()]);
  });

  test('are safe again afterwards', () => {
    const former = data(1);
    donating([former], () => undefined);
    expect([...prepare(nextOf)([former, data(2)])[0]!.dataSync()]).not.toEqual([...former.dataSync()]);
    expect([...former.dataSync()]).toEqual([...data(1).dataSync()]);
  });
});

test('an operation that is under way reads the numbers of before', async () => {
  const former = data(1);
  const { call: slow } = recorded(([weight, x]) => {
    let product = x!;
    for (let count = 0; count < 20; count += 1) product = tf.matMul(product as never, x as never);
    return [tf.add(weight!, tf.mul(tf.max(product), 0))];
  });
  const square = tf.fill([512, 512], 1e-3);
  const pending = slow.async([former, square]);
  const { overwritten } = countOverwritten([former], () => nextOf([former, data(2)]));
  expect(overwritten).toBe(0);
  expect([...(await pending)[0]!.dataSync()]).toEqual([...data(1).dataSync()]);
});

test('inputs of a recorded function are free again once it has run off the event loop', async () => {
  const former = data(1);
  const { call: sum } = recorded(([x]) => [tf.sum(x!)]);
  for (let count = 0; count < 20; count += 1) {
    await sum.async([former]);
    const { result, overwritten } = countOverwritten([former], () => keepOver(data(2), former));
    expect(overwritten).toBe(1);
    result.dispose();
  }
});

test('weights that come from numbers, in any order of axes, lie where they can be written over', async () => {
  const values = Float32Array.from({ length: 48 }, (_, index) => index);
  for (const former of [fromPermuted(values, [16, 3], [1, 0]), await fromPermutedAsync(values, SHAPE, [0, 1])]) {
    const { result, overwritten } = countOverwritten([former], () => keepOver(data(2), former));
    expect(overwritten).toBe(1);
    expect([...result.dataSync()]).toEqual([...data(2).dataSync()]);
  }
});

test('a tensor in the memory of TensorFlow stays, and so does one that it has not got yet', () => {
  const pooled = tf.add(data(1), 1);
  const outside = tf.tensor([1, 2, 3]);
  expect(countOverwritten([pooled, outside], () => nextOf([pooled, data(2)])).overwritten).toBe(0);
  expect([...outside.dataSync()]).toEqual([1, 2, 3]);
  expect([...pooled.dataSync()]).toEqual([...tf.add(data(1), 1).dataSync()]);
});

test('what is kept in the place of another has its shape', () => {
  expect(() => keepOver(tf.zeros([2]), tf.zeros([3]))).toThrow(/must have one shape/);
});

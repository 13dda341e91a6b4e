import { loadBackend, type Tensor, tf } from '@mma/backend';
import { beforeAll, expect, test } from 'vitest';
import { withStepSeed } from '../step-seed.js';
import { take } from '../testing/numbers.js';
import { Dropout } from './dropout.js';

beforeAll(() => loadBackend());

const N = 40_000;

function drop(p: number, seed: readonly [number, number] | Tensor, calls = 1): number[][] {
  const dropout = new Dropout(p);
  return withStepSeed(seed, () =>
    Array.from({ length: calls }, () => take(tf.tidy(() => dropout.forward(tf.ones([N]))))),
  );
}

test('zeroes a share p and scales the rest so that the mean stays', () => {
  for (const p of [0.2, 0.4, 0.8]) {
    const [values] = drop(p, [1, 2]);
    const zeros = values!.filter((value) => value === 0).length;
    // Five standard deviations of a binomial share.
    expect(Math.abs(zeros / N - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / N));
    for (const value of values!) if (value !== 0) expect(value).toBeCloseTo(1 / (1 - p), 5);
  }
});

test('the same step seed gives the same masks, each call of a step another one', () => {
  const [first, second] = drop(0.5, [3, 4], 2);
  expect(drop(0.5, [3, 4], 2)).toEqual([first, second]);
  expect(second).not.toEqual(first);
  const agreeing = first!.filter((value, i) => value === second![i]).length / N;
  expect(Math.abs(agreeing - 0.5)).toBeLessThan(0.02);
  expect(drop(0.5, [3, 5])[0]).not.toEqual(first);
});

test('a seed held in a tensor gives the same masks as its numbers', () => {
  const seed = tf.tensor1d([123456789, 4000000000 | 0], 'int32');
  expect(drop(0.5, seed, 2)).toEqual(drop(0.5, [123456789, 4000000000], 2));
  seed.dispose();
});

test('the gradient passes where the value passed', () => {
  const dropout = new Dropout(0.5);
  const run = (x: Tensor): Tensor => withStepSeed([9, 9], () => dropout.forward(x));
  const x = tf.ones([100]);
  const gradient = take(tf.tidy(() => tf.grad(run)(x)));
  expect(gradient).toEqual(take(tf.tidy(() => run(x))));
  x.dispose();
});

test('in evaluation mode and with p = 0 it passes its input on, without a step', () => {
  const x = tf.ones([4]);
  expect(new Dropout(0.5).eval().forward(x)).toBe(x);
  expect(new Dropout(0).forward(x)).toBe(x);
  x.dispose();
});

test('in training mode outside a step it says what is missing', () => {
  const x = tf.ones([4]);
  expect(() => new Dropout(0.5).forward(x)).toThrow(expect.objectContaining({ code: 'MMA_NN_NO_STEP_SEED' }));
  x.dispose();
});

test('a probability outside [0, 1) is refused', () => {
  expect(() => new Dropout(1)).toThrow(RangeError);
});

import { loadBackend, tf } from '@mma/backend';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Initializer } from '../parameter.js';
import { take } from '../testing/numbers.js';
import { fans } from './fan.js';
import { init } from './init.js';

beforeAll(() => loadBackend());

const WEIGHT = [64, 32, 3, 3]; // fan-in 288, fan-out 576

function draw(initializer: Initializer, shape: readonly number[] = WEIGHT): number[] {
  return take(initializer(shape, [1, 2]));
}

function moments(values: number[]): { mean: number; std: number; low: number; high: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { mean, std, low: values.reduce((a, b) => Math.min(a, b)), high: values.reduce((a, b) => Math.max(a, b)) };
}

test('fans follow PyTorch: inputs and outputs times the receptive field', () => {
  expect(fans(WEIGHT)).toEqual({ fanIn: 288, fanOut: 576 });
  expect(fans([10, 2048])).toEqual({ fanIn: 2048, fanOut: 10 });
  expect(() => fans([3])).toThrow(RangeError);
});

describe('normal initialisers have the standard deviation of the paper', () => {
  test.each<[string, Initializer, number]>([
    ['normal', init.normal({ std: 0.01 }), 0.01],
    ['kaiming, fan in', init.kaimingNormal(), Math.sqrt(2 / 288)],
    ['kaiming, fan out', init.kaimingNormal({ mode: 'fan_out' }), Math.sqrt(2 / 576)],
    ['xavier', init.xavierNormal(), Math.sqrt(2 / (288 + 576))],
  ])('%s', (_name, initializer, std) => {
    const values = draw(initializer);
    const found = moments(values);
    expect(Math.abs(found.mean)).toBeLessThan(std * 0.03);
    expect(found.std / std).toBeCloseTo(1, 1);
    const within = values.filter((value) => Math.abs(value) < std).length / values.length;
    expect(within).toBeGreaterThan(0.67);
    expect(within).toBeLessThan(0.7);
  });
});

describe('uniform initialisers fill their bounds', () => {
  test.each<[string, Initializer, number]>([
    ['uniform', init.uniform({ low: -2, high: 2 }), 2],
    ['kaiming', init.kaimingUniform(), Math.sqrt(6 / 288)],
    ['xavier', init.xavierUniform({ gain: 2 }), 2 * Math.sqrt(6 / (288 + 576))],
    ["PyTorch's weights", init.torchWeight(), 1 / Math.sqrt(288)],
    ["PyTorch's biases", init.torchBias([64, 32, 3, 3]), 1 / Math.sqrt(288)],
  ])('%s', (_name, initializer, bound) => {
    const { mean, low, high } = moments(draw(initializer));
    expect(Math.abs(mean)).toBeLessThan(bound * 0.03);
    expect(low).toBeGreaterThanOrEqual(-bound * 1.000001);
    expect(high).toBeLessThanOrEqual(bound * 1.000001);
    expect(high - low).toBeGreaterThan(bound * 1.99);
  });
});

test('initialisers are pure functions of shape and seed', () => {
  const make = init.normal();
  expect(take(make([3, 4], [5, 6]))).toEqual(take(make([3, 4], [5, 6])));
  expect(take(make([3, 4], [5, 6]))).not.toEqual(take(make([3, 4], [5, 7])));
});

test('initialisers free their intermediate tensors', () => {
  const before = tf.memory().numTensors;
  init.kaimingNormal()(WEIGHT, [0, 0]).dispose();
  init.kaimingUniform()(WEIGHT, [0, 0]).dispose();
  expect(tf.memory().numTensors).toBe(before);
});

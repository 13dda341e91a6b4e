import { expect, test } from 'vitest';
import { LagGauge } from './lag-gauge.js';

/** The lag after `seconds` of 25 pictures each, that arrive by `arrival`. */
function lagAfter(seconds: number, arrival: (time: number) => number): number {
  const gauge = new LagGauge();
  let lag = 0;
  for (let picture = 0; picture <= seconds * 25; picture++) lag = gauge.measure(picture / 25, arrival(picture / 25));
  return lag;
}

test('pictures that arrive as fast as they are made have no lag, whatever the clocks say', () => {
  expect(lagAfter(60, (time) => 1e6 + time)).toBeCloseTo(0);
  // A clock that goes wrong by 4 seconds a day.
  expect(lagAfter(6 * 3600, (time) => time * 1.00005)).toBeLessThan(0.01);
});

test('work that is 2 % too slow falls behind by 2 %', () => {
  expect(lagAfter(100, (time) => time * 1.02)).toBeCloseTo(2, 1);
});

test('what waited at the beginning is no lag once the newest has come', () => {
  expect(lagAfter(10, (time) => Math.max(3, time))).toBeCloseTo(0);
});

test('a source that begins anew begins without lag', () => {
  const gauge = new LagGauge();
  gauge.measure(5000, 1);
  expect(gauge.measure(0, 2)).toBe(0);
  expect(gauge.measure(1, 3.5)).toBeCloseTo(0.5);
});

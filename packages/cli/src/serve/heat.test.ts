import { expect, test } from 'vitest';
import { gridOf, heatOf, normalised } from './heat.js';

const maps = (...values: number[]) => ({ data: Float32Array.from(values), shape: [values.length / 4, 2, 2] });

test('cells are about square, whatever the shape of the video', () => {
  expect(gridOf({ width: 340, height: 256 })).toEqual({ columns: 32, rows: 24 });
  expect(gridOf({ width: 90, height: 160 })).toEqual({ columns: 18, rows: 32 });
  expect(gridOf({ width: 1000, height: 4 })).toEqual({ columns: 32, rows: 1 });
});

test('a map lies where its picture was cut out, and there is nothing beside it', () => {
  const middle = { left: 0.25, top: 0, right: 0.75, bottom: 1 };
  expect([...heatOf(maps(1, 2, 3, 4), [middle], { columns: 4, rows: 2 })]).toEqual([
    Number.NaN,
    1,
    2,
    Number.NaN,
    Number.NaN,
    3,
    4,
    Number.NaN,
  ]);
});

test('a mirrored picture’s map is mirrored back, and crops that overlap are averaged', () => {
  const all = { left: 0, top: 0, right: 1, bottom: 1 };
  const mirrored = { ...all, left: 1, right: 0 };
  const grid = { columns: 2, rows: 2 };
  expect([...heatOf(maps(1, 2, 3, 4), [mirrored], grid)]).toEqual([2, 1, 4, 3]);
  expect([...heatOf(maps(1, 2, 3, 4, 1, 2, 3, 4), [all, mirrored], grid)]).toEqual([1.5, 1.5, 3.5, 3.5]);
});

test('between cells of a map values change evenly', () => {
  const [first, second, third, fourth] = heatOf(maps(0, 4, 0, 4), [{ left: 0, top: 0, right: 1, bottom: 1 }], {
    columns: 4,
    rows: 1,
  });
  expect([first, second, third, fourth]).toEqual([0, 1, 3, 4]);
});

test('windows share one scale', () => {
  expect(normalised([Float32Array.of(1, Number.NaN), Float32Array.of(5, 3)])).toEqual([
    [0, null],
    [1, 0.5],
  ]);
  expect(normalised([Float32Array.of(2, 2)])).toEqual([[0, 0]]);
});

import { expect, test } from 'vitest';
import { ScalarTable } from './scalar-table.js';
import { seriesPart } from './series.js';

function tableOf(losses: readonly (number | null)[]): ScalarTable {
  const table = new ScalarTable();
  for (const [row, loss] of losses.entries()) table.add({ loss }, { iter: row + 1, time: 100 + row });
  return table;
}

test('few rows are given as they are, what is no number as null', () => {
  expect(seriesPart(tableOf([4, null, 2]), { from: 0, limit: 10 })).toEqual({
    from: 0,
    rows: 3,
    every: 1,
    iterations: [1, 2, 3],
    times: [100, 101, 102],
    columns: { loss: { mean: [4, null, 2] } },
  });
});

test('many rows become buckets that keep the mean and the extremes', () => {
  const part = seriesPart(tableOf([1, 9, 2, 2, null, 5, 7]), { from: 0, limit: 3 });
  expect(part).toMatchObject({ every: 3, rows: 7, iterations: [3, 6, 7] });
  expect(part.columns['loss']).toEqual({ mean: [4, 3.5, 7], low: [1, 2, 7], high: [9, 5, 7] });
});

test('rows that a reader has are not sent again, unless too many are new', () => {
  const table = tableOf([1, 2, 3, 4, 5]);
  expect(seriesPart(table, { from: 3, limit: 3 })).toMatchObject({ from: 3, iterations: [4, 5], every: 1 });
  expect(seriesPart(table, { from: 5, limit: 3 })).toMatchObject({ from: 5, iterations: [] });
  expect(seriesPart(table, { from: 1, limit: 3 })).toMatchObject({ from: 0, every: 2 });
  expect(seriesPart(table, { from: 99, limit: 9 })).toMatchObject({ from: 0, every: 1 });
});

test('a scalar that comes later has none before', () => {
  const table = new ScalarTable();
  table.add({ loss: 1, note: 'text', epoch: 1 }, { iter: 1, time: Number.NaN });
  table.add({ loss: 2, grad_norm: 3 }, { iter: 2, time: Number.NaN });
  table.add({ loss: 3 }, { iter: 3, time: Number.NaN });
  expect(seriesPart(table, { from: 0, limit: 9 }).columns).toEqual({
    loss: { mean: [1, 2, 3] },
    grad_norm: { mean: [null, 3, null] },
  });
});

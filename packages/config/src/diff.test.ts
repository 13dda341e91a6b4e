import { expect, test } from 'vitest';
import { diffConfigs } from './diff.js';

test('equal configs do not differ, whatever the order of their keys', () => {
  expect(diffConfigs({ a: 1, b: { c: [1, { d: null }] } }, { b: { c: [1, { d: null }] }, a: 1 })).toEqual([]);
});

test('each difference is named by its path, with both values', () => {
  const a = { model: { depth: 50, old: true }, list: [1, { x: 1 }], same: Number.NaN };
  const b = { model: { depth: 18, new: [1] }, list: [1, { x: 2 }], same: Number.NaN };
  expect(diffConfigs(a, b)).toEqual([
    { path: 'model.depth', kind: 'changed', before: 50, after: 18 },
    { path: 'model.old', kind: 'removed', before: true },
    { path: 'model.new', kind: 'added', after: [1] },
    { path: 'list.1.x', kind: 'changed', before: 1, after: 2 },
  ]);
});

test('lists of different lengths, and values of different kinds, differ as a whole', () => {
  expect(diffConfigs({ a: [1, 2], b: { c: 1 } }, { a: [1], b: null })).toEqual([
    { path: 'a', kind: 'changed', before: [1, 2], after: [1] },
    { path: 'b', kind: 'changed', before: { c: 1 }, after: null },
  ]);
});

import { expect, test } from 'vitest';
import { mergeConfig } from './merge.js';
import type { ConfigDict } from './values.js';

test('mappings merge key by key, lists and scalars are replaced', () => {
  const base = { model: { type: 'A', depth: 50, scales: [1, 2] }, seed: 1 };
  expect(mergeConfig(base, { model: { depth: 18, scales: [3] }, seed: null })).toEqual({
    model: { type: 'A', depth: 18, scales: [3] },
    seed: null,
  });
});

test('neither side is changed, nor shared with the result', () => {
  const base = { model: { heads: [{ n: 1 }] } };
  const override = { extra: { list: [1] } };
  const merged = mergeConfig(base, override);
  (merged['model'] as { heads: { n: number }[] }).heads[0]!.n = 9;
  (merged['extra'] as { list: number[] }).list.push(2);
  expect(base).toEqual({ model: { heads: [{ n: 1 }] } });
  expect(override).toEqual({ extra: { list: [1] } });
});

test('`_delete_` replaces a mapping, and never survives', () => {
  const base = { optimizer: { type: 'SGD', momentum: 0.9 } };
  expect(mergeConfig(base, { optimizer: { _delete_: true, type: 'Adam' } })).toEqual({ optimizer: { type: 'Adam' } });
  expect(mergeConfig(base, { optimizer: { _delete_: false, lr: 1 } })).toEqual({
    optimizer: { type: 'SGD', momentum: 0.9, lr: 1 },
  });
  expect(mergeConfig({}, { hooks: [{ a: { _delete_: true, b: 1 } }] })).toEqual({ hooks: [{ a: { b: 1 } }] });
});

test('`_delete_` lets a mapping take the place of a list or a scalar', () => {
  expect(mergeConfig({ a: [1], b: 2 }, { a: { _delete_: true, x: 1 }, b: { _delete_: true } })).toEqual({
    a: { x: 1 },
    b: {},
  });
});

test('number keys change single items of a list', () => {
  const base: ConfigDict = { pipeline: [{ type: 'Resize', scale: [1, 2] }, { type: 'Flip' }] };
  const override = { pipeline: { '0': { scale: { '1': 9 } }, '1': 'gone' } };
  expect(mergeConfig(base, override)).toEqual({ pipeline: [{ type: 'Resize', scale: [1, 9] }, 'gone'] });
});

test('an index that does not exist is an error', () => {
  expect(() => mergeConfig({ a: { b: [1, 2] } }, { a: { b: { '2': 0 } } })).toThrow(
    '`a.b` has 2 items, so there is no item 2',
  );
  expect(() => mergeConfig({ a: [1] }, { a: { x: 0 } })).toThrow('`a` is a list, which has no key `x`');
});

test('a mapping does not merge into something else by accident', () => {
  expect(() => mergeConfig({ a: { b: 1 } }, { a: { b: { c: 1 } } })).toThrow(
    expect.objectContaining({ code: 'MMA_CONFIG_MERGE', hint: expect.stringContaining('_delete_: true') }),
  );
  expect(() => mergeConfig({ a: [1] }, { a: { '0': 2 } }, { listKeys: false })).toThrow(
    '`a` is a mapping here but a list in what it inherits',
  );
});

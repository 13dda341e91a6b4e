import { expect, test } from 'vitest';
import { checkDepth, maxDepth } from './depth.js';
import type { CheckpointValue } from './values.js';

function nested(depth: number): CheckpointValue {
  let value: CheckpointValue = [];
  for (let i = 1; i < depth; i++) value = i % 2 ? new Map([['a', value]]) : [value];
  return value;
}

test('content may be nested up to the limit, not beyond', () => {
  expect(() => checkDepth(nested(maxDepth))).not.toThrow();
  expect(() => checkDepth(nested(maxDepth + 1))).toThrow('nested more than 500 deep');
  expect(() => checkDepth(nested(100_000))).toThrow('nested more than 500 deep');
});

test('a part that is shared counts with its depth wherever it is', () => {
  const shared = nested(300);
  expect(() => checkDepth([shared, [nested(100), shared]])).not.toThrow();
  let deep: CheckpointValue = shared;
  for (let i = 0; i < 250; i++) deep = [deep];
  expect(() => checkDepth([shared, deep])).toThrow('nested more than 500 deep');
});

test('shared parts are looked at once, and a part may contain itself', () => {
  let doubled: CheckpointValue = [];
  for (let i = 0; i < 60; i++) doubled = [doubled, doubled];
  expect(() => checkDepth(doubled)).not.toThrow();
  const own: CheckpointValue[] = [];
  own.push(own);
  expect(() => checkDepth(own)).not.toThrow();
});

import { expect, test } from 'vitest';
import { contiguousStrides, gather, isContiguous, span, type View } from './strided.js';

const view = (shape: number[], strides: number[]): View => ({ dtype: 'uint8', offset: 0, shape, strides });

test('row-major strides', () => {
  expect(contiguousStrides([2, 3, 4])).toEqual([12, 4, 1]);
  expect(contiguousStrides([])).toEqual([]);
});

test('strides along axes of length 1 do not matter for contiguity', () => {
  expect(isContiguous(view([1, 3], [99, 1]))).toBe(true);
  expect(isContiguous(view([3, 2], [1, 3]))).toBe(false);
  expect(isContiguous(view([0, 3], [7, 7]))).toBe(true);
});

test('the span is what must be read', () => {
  expect(span(view([2, 3], [6, 2]))).toBe(11);
  expect(span(view([3, 4], [0, 0]))).toBe(1);
  expect(span(view([], []))).toBe(1);
  expect(span(view([0, 4], [4, 1]))).toBe(0);
});

test('gathering transposes, steps and broadcasts', () => {
  const source = Uint8Array.of(0, 1, 2, 3, 4, 5);
  expect([...gather(view([3, 2], [1, 3]), source)]).toEqual([0, 3, 1, 4, 2, 5]);
  expect([...gather(view([3], [2]), source)]).toEqual([0, 2, 4]);
  expect([...gather(view([2, 2], [0, 1]), source)]).toEqual([0, 1, 0, 1]);
  const wide = gather({ ...view([2], [2]), dtype: 'int16' }, source);
  expect([...wide]).toEqual([0, 1, 4, 5]);
});

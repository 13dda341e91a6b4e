import { expect, test } from 'vitest';
import { rescaleSize } from './rescale-size.js';

test('a factor scales both sides, rounding half up', () => {
  expect(rescaleSize([341, 255], 0.5)).toEqual([171, 128]);
});

test('−1 leaves the long edge free', () => {
  expect(rescaleSize([320, 240], [-1, 256])).toEqual([341, 256]);
  expect(rescaleSize([240, 320], [256, -1])).toEqual([256, 341]);
});

test('two edges bound the long and the short side, whichever way the picture lies', () => {
  expect(rescaleSize([1920, 1080], [340, 256])).toEqual([340, 191]);
  expect(rescaleSize([1080, 1920], [340, 256])).toEqual([191, 340]);
});

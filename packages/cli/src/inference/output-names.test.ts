import { expect, test } from 'vitest';
import { outputNames } from './output-names.js';

test('a video gives its own name', () => {
  expect(outputNames(['clips/a.mp4', 'other/b.avi'])).toEqual(['a', 'b']);
  expect(outputNames([])).toEqual([]);
});

test('videos of the same name in several folders keep what tells them apart', () => {
  expect(outputNames(['test/waving/000.mp4', 'test/clapping/000.mp4', 'test/x.mp4'])).toEqual([
    'waving/000',
    'clapping/000',
    'x',
  ]);
  expect(outputNames(['/a/v.mp4', '/b/v.mp4'])).toEqual(['a/v', 'b/v']);
});

test('videos that differ in extension alone keep it', () => {
  expect(outputNames(['a.mp4', 'a.avi'])).toEqual(['a.mp4', 'a.avi']);
});

test('a video that is given twice has one name', () => {
  expect(outputNames(['a.mp4', 'a.mp4'])).toEqual(['a', 'a']);
});

import { expect, test } from 'vitest';
import { subsetsOf } from './font-subsets.js';

test('only the files that a text needs are named', () => {
  expect(subsetsOf('noto-sans-sc', 'arm wrestling, Ελληνικά')).toEqual([]);
  const files = subsetsOf('noto-sans-sc', '挥手');
  expect(files.length).toBeGreaterThan(0);
  expect(files.length).toBeLessThanOrEqual(2);
  expect(files[0]).toMatch(/^@fontsource-variable\/noto-sans-sc\/files\/noto-sans-sc-\d+-wght-normal\.woff2$/);
});

test('a script that the font does not have needs none', () => {
  expect(subsetsOf('noto-sans-kr', '挥')).toEqual(subsetsOf('noto-sans-kr', ''));
  expect(subsetsOf('noto-sans-kr', '박')).toHaveLength(1);
});

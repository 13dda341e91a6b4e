import { expect, test } from 'vitest';
import { closestName, closestNames } from './closest-name.js';

const heads = ['TSNHead', 'TSMHead', 'I3DHead', 'SlowFastHead', 'num_classes', 'in_channels'];

test.each([
  ['TSNhead', 'TSNHead'],
  ['num_class', 'num_classes'],
  ['numClasses', 'num_classes'],
  ['SlowfastHed', 'SlowFastHead'],
  ['in_chanenls', 'in_channels'],
])('%s most probably means %s', (typed, meant) => {
  expect(closestName(typed, heads)).toBe(meant);
});

test('nothing is suggested for a name that resembles none', () => {
  expect(closestName('Transformer', heads)).toBeUndefined();
  expect(closestName('x', [])).toBeUndefined();
});

test('a swap of neighbours is closer than two wrong letters', () => {
  expect(closestName('abdc', ['abxy', 'abcd'])).toBe('abcd');
});

test('part of a long name finds the long name, after true misspellings', () => {
  expect(closestNames('tsn_r50', ['tsn_r50_8xb32_kinetics400', 'tsm_r50'], 2)).toEqual([
    'tsm_r50',
    'tsn_r50_8xb32_kinetics400',
  ]);
});

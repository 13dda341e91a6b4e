import { expect, test } from 'vitest';
import { fieldsOf, fillTemplate, templatePattern } from './python-template.js';

test.each([
  ['img_{:05}.jpg', [7], 'img_00007.jpg'],
  ['img_{:05d}.jpg', [123456], 'img_123456.jpg'],
  ['{}_{:05d}.jpg', ['x', 3], 'x_00003.jpg'],
  ['flow_{1}_{0:03}.png', [3, 'y'], 'flow_y_003.png'],
  ['{{{}}}.png', [12], '{12}.png'],
  ['{:3}.png', [1], '  1.png'],
])('%s of %j', (template, values, expected) => {
  expect(fillTemplate(template, ...values)).toBe(expected);
  expect(fieldsOf(template)).toBe(values.length);
});

test('fields of other forms, or without a value, are an error', () => {
  expect(fieldsOf('{:>5}.jpg')).toBeUndefined();
  expect(() => fillTemplate('{:>5}.jpg', 1)).toThrow(/cannot fill/);
  expect(() => fillTemplate('{}_{}.jpg', 1)).toThrow(/more fields/);
});

test('names match the template they were made from, and no other', () => {
  expect(templatePattern('img_{:05}.jpg').test('img_00012.jpg')).toBe(true);
  expect(templatePattern('img_{:05}.jpg').test('img_00012xjpg')).toBe(false);
  expect(templatePattern('{}_{:05d}.jpg', 'x').test('x_00012.jpg')).toBe(true);
  expect(templatePattern('{}_{:05d}.jpg', 'x').test('y_00012.jpg')).toBe(false);
});

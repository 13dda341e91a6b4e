import { expect, test } from 'vitest';
import { snakeCase } from './names.js';

test.each([
  ['clsHead', 'cls_head'],
  ['fcCls', 'fc_cls'],
  ['numBatchesTracked', 'num_batches_tracked'],
  ['layer1', 'layer1'],
  ['conv', 'conv'],
])('%s is %s to PyTorch', (field, name) => {
  expect(snakeCase(field)).toBe(name);
});

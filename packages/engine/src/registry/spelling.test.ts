import { expect, it } from 'vitest';
import { isCamel, toCamel, toSnake } from './spelling.js';

it.each([
  ['num_classes', 'numClasses'],
  ['in_channels', 'inChannels'],
  ['type', 'type'],
  ['T_max', 'TMax'],
  ['norm_cfg', 'normCfg'],
  ['_private_key', '_privateKey'],
  ['top_k_accuracy', 'topKAccuracy'],
])('spells %s as %s in code, and back', (snake, camel) => {
  expect(toCamel(snake)).toBe(camel);
  expect(toSnake(camel)).toBe(snake);
});

it('drops the underscore before a digit', () => {
  expect(toCamel('top_1_acc')).toBe('top1Acc');
});

it('knows the spelling of code', () => {
  expect(isCamel('numClasses')).toBe(true);
  expect(isCamel('num_classes')).toBe(false);
  expect(isCamel('K')).toBe(false);
});

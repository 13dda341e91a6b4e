import { expect, test } from 'vitest';
import { reviseKeys, selectPrefix } from './rename.js';

const names = (rules: [string, string][], ...from: string[]) =>
  [...reviseKeys(new Map(from.map((name) => [name, name])), rules)].map(([to]) => to);

test.each<[string, [string, string][], string, string]>([
  ['a prefix taken off', [['^module\\.', '']], 'module.fc.weight', 'fc.weight'],
  ['every match', [['bn', 'norm']], 'bn1.bn', 'norm1.norm'],
  [
    'rules in turn',
    [
      ['a', 'b'],
      ['b', 'c'],
    ],
    'a.b',
    'c.c',
  ],
  ['groups by number', [['^(conv\\d)\\.(\\w+)', '\\1.conv.\\2']], 'conv1.weight', 'conv1.conv.weight'],
  ['groups by \\g', [['(\\d)', '\\g<1>0']], 'layer1', 'layer10'],
  ['groups by name', [['layer(?P<n>\\d)', 'stage\\g<n>']], 'layer3.x', 'stage3.x'],
  ['the whole match', [['fc', '[\\g<0>]']], 'fc.bias', '[fc].bias'],
  ['a dollar as itself', [['fc', '$1$&']], 'fc.bias', '$1$&.bias'],
])('%s', (_, rules, from, to) => {
  expect(names(rules, from)).toEqual([to]);
});

test('order and tensors stay', () => {
  expect([...reviseKeys(new Map(Object.entries({ 'x.b': 1, 'x.a': 2 })), [['^x\\.', '']])]).toEqual([
    ['b', 1],
    ['a', 2],
  ]);
});

test('no tensor is lost behind another', () => {
  expect(() => names([['\\d', '']], 'fc1', 'fc2')).toThrow('the rules give fc1 and fc2 one name: fc');
});

test('what is no regular expression is named', () => {
  expect(() => names([['(', '']], 'a')).toThrow('( is not a regular expression');
});

test('the part below a prefix, written with or without its dot', () => {
  const state = new Map(Object.entries({ 'backbone.a': 1, 'backbone2.a': 2, 'cls_head.b': 3 }));
  expect([...selectPrefix(state, 'backbone')]).toEqual([['a', 1]]);
  expect([...selectPrefix(state, 'cls_head.')]).toEqual([['b', 3]]);
  expect(() => selectPrefix(state, 'neck')).toThrowError(
    expect.objectContaining({ hint: 'the names begin with backbone., backbone2., cls_head.' }),
  );
});

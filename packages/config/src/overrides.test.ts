import { expect, test } from 'vitest';
import { parseCfgOptions } from './overrides.js';

test.each<[string, unknown]>([
  ['4', 4],
  ['-3', -3],
  ['1e-3', 0.001],
  ['.5', 0.5],
  ['5.', 5],
  ['1_000', 1000],
  ['-inf', -Infinity],
  ['true', true],
  ['FALSE', false],
  ['None', null],
  ['null', null],
  ['ResNet', 'ResNet'],
  ['', ''],
  ['1.2.3', '1.2.3'],
  ['a=b', 'a=b'],
  ['[]', []],
  ['()', []],
  ['(1,)', [1]],
  ['[1,2.5,a]', [1, 2.5, 'a']],
  ['a,b,3', ['a', 'b', 3]],
  ['[ 1, 2 ]', [1, 2]],
  [
    '[(1,a),[true,None]]',
    [
      [1, 'a'],
      [true, null],
    ],
  ],
  [
    '(1,2),(3,4)',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["'5'", '5'],
  ['"a, b"', 'a, b'],
  ['[\'a,b\',"c"]', ['a,b', 'c']],
  ['"[1,2]"', [1, 2]],
  ['my videos', 'my videos'],
  ["it's", "it's"],
])('the value %s', (text, value) => {
  expect(parseCfgOptions([`key=${text}`])).toEqual({ key: value });
});

test('dots in keys nest, list indices stay keys, and options with a common start share a mapping', () => {
  expect(parseCfgOptions(['a.b=1', 'c=[a,b]', 'd.0.e=x', 'a.c.d=2'])).toEqual({
    a: { b: 1, c: { d: 2 } },
    c: ['a', 'b'],
    d: { '0': { e: 'x' } },
  });
});

test.each(['nothing', '=1', 'a..b=1', 'a=[1,2', 'a=(1,2]', 'a=[1,"b]', '__proto__.x=1'])('%s is an error', (option) => {
  expect(() => parseCfgOptions([option])).toThrow(expect.objectContaining({ code: 'MMA_CONFIG_OPTION' }));
});

test('an option that reaches into the plain value of another is an error', () => {
  expect(() => parseCfgOptions(['a=1', 'a.b=2'])).toThrow('`a.b` reaches into `a`');
});

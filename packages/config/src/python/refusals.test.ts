import { expect, test } from 'vitest';
import { ConfigError } from '../errors.js';
import { parsePython } from './read.js';

function failure(text: string): ConfigError {
  try {
    const config = parsePython(text, 'x.py');
    if (config.style === 'merged') config.evaluate({ values: { known: { depth: 1 } }, origins: new Map() });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

test.each([
  ['a = [1,\nb = 2\n', 'x.py:2:3: not valid Python'],
  ['a = 1\n  b = 2\n', 'x.py:2:3: not valid Python'],
  ['a = 1\nb = 2 +\n', 'x.py:2:8: not valid Python'],
])('%j is a syntax error with its place', (text, message) => {
  const error = failure(text);
  expect(error.code).toBe('MMA_CONFIG_SYNTAX');
  expect(error.message).toBe(message);
});

test.each([
  ['import os\na = 1\nb = os.system("x")\n', 'x.py:3:5: `os.system` is imported, and calling it would run code'],
  ['a = __import__("os")\n', 'x.py:1:5: the name `__import__` is not set'],
  ['a = open("/etc/passwd").read()\n', 'the name `open` is not set'],
  ['a = eval("1")\n', 'the name `eval` is not set'],
  ['a = ().__class__\n', 'a value of type tuple has no `__class__` here'],
  ['a = "{0.__class__}".format(1)\n', 'out of place in the format field'],
  ['def f():\n  return 1\n', 'x.py:1:1: the statement `def` is not supported'],
  ['class A:\n  pass\n', 'the statement `class` is not supported'],
  ['while True:\n  pass\n', 'the statement `while` is not supported'],
  ['try:\n  a = 1\nexcept E:\n  pass\n', 'the statement `try:` is not supported'],
  ['with open("x") as f:\n  pass\n', 'the only `with` of a config is `with read_base():`'],
  ['with read_base():\n  a = 1\n', 'x.py:2:3: `with read_base():` holds `from … import …` statements only'],
  [
    'with read_base():\n  from mmdet.configs.x import *\n',
    'x.py:2:3: `mmdet.configs.x` is no file relative to this one',
  ],
  ['from os import *\n', '`import *` is only there for base configs'],
  ['a = lambda x: x\n', 'x.py:1:5: a `lambda` is not supported'],
  ['a = b"x"\n', 'bytes have no place in a config'],
  ['a = "open\n', 'x.py:1:5: a string is not closed'],
  ["a = 'two\nlines'\n", 'x.py:2:6: not valid Python'],
  ['a = "escaped\\"\n', 'x.py:1:5: a string is not closed'],
  ['a = 1j\n', 'complex numbers have no place in a config'],
  ['a = ...\n', '`...` is not supported'],
  ['a = 012\n', '012 is not a number of Python'],
  ['a = dict(b=1, b=2)\n', 'x.py:1:5: the argument `b` is there twice'],
  ['a = dict(b=1)\nc = a["bb"]\n', "x.py:2:5: there is no key 'bb'"],
  ['a = [1][3]\n', 'there is no item 3: the sequence has 1'],
  ['a = 1 + "x"\n', 'x.py:1:5: `+` is not defined between int and str'],
  ['a = 1 / 0\n', 'division by zero'],
  ['a, b = 1, 2, 3\n', '3 values cannot be unpacked into 2 names'],
  ['a = "%d" % "x"\n', '`%d` needs a number'],
  ['a = "{:d}".format("x")\n', 'the format `d` does not fit a value of type str'],
  ['a = int("x")\n', '"x" cannot be read as int'],
  ['for i in 3:\n  pass\n', 'a value of type int cannot be iterated over'],
  ['a = {[1]: 2}\n', 'a value of type list cannot be a key'],
  ['del a\n', 'the name `a` is not set, so it cannot be deleted'],
  ['a = [].push(1)\n', 'a value of type list has no `push` here'],
  ['a = _base_.known.dpeth\n', "x.py:1:5: there is no key 'dpeth'"],
  ['a = known\n', 'the name `known` is not set in this file'],
  ['_base_ = 3\n', 'x.py:1:1: `_base_` is a path or a list of paths'],
  ['f(x for x in y)(\n', 'not valid Python'],
])('%j is refused', (text, message) => {
  const error = failure(text);
  expect(error.code).toMatch(/^MMA_CONFIG_(PYTHON|SYNTAX)$/);
  expect(error.message).toContain(message);
});

test('values that a config cannot hold are refused with their line and path', () => {
  expect(failure('a = 1\nb = dict(c=len)\n').message).toBe('x.py:2: `b.c`: the function len is no config value');
  expect(failure('a = [dict(b=2**60)]\n').message).toContain(
    '`a.0.b`: the integer 1152921504606846976 is beyond ±2^53',
  );
  expect(failure('a = {(1, 2): 3}\n').message).toContain('the keys of a mapping are strings or integers');
  expect(failure('a = {"__proto__": 3}\n').message).toContain('`__proto__` is not allowed as a key');
  expect(failure('a = []\na.append(a)\n').message).toContain('a value contains itself');
});

test('hints name what was probably meant', () => {
  expect(failure('a = _base_.known.dpeth\n').hint).toBe("did you mean 'depth'?");
  expect(failure('pipeline = 1\na = pipelin\n').hint).toBe('did you mean `pipeline`?');
  expect(failure('a = known\n').hint).toBe('write `_base_.known` for what the base sets');
  expect(failure('a = [].apend(1)\n').hint).toBe('did you mean `append`?');
});

import { expect, test } from 'vitest';
import { unpickleParts } from '../testing/pickle-bytes.js';
import { EndOfPickle } from './cursor.js';
import { PythonGlobal, PythonObject, PythonTuple } from './values.js';

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

test('integers are numbers where exact and bigints beyond', () => {
  expect(unpickleParts('K\xff.')).toBe(255);
  expect(unpickleParts('J\xfe\xff\xff\xff.')).toBe(-2);
  expect(unpickleParts('\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.')).toBe(2n ** 63n - 1n);
  expect(unpickleParts('\x8a\x00.')).toBe(0);
});

test('an unknown class is an inert object with its arguments, state and members', () => {
  const value = unpickleParts('cmodels\nNet\nK\x01\x85\x81}X\x01\x00\x00\x00aK\x02sbX\x01\x00\x00\x00kK\x03s.');
  expect(value).toBeInstanceOf(PythonObject);
  expect(value).toMatchObject({ className: 'models.Net', args: [1] });
  expect((value as PythonObject).state).toEqual(new Map([['a', 2]]));
  expect((value as PythonObject).entries).toEqual(new Map([['k', 3]]));
});

test('a class that is only named stays a name', () => {
  expect(unpickleParts('ctorch\nfloat32\n.')).toEqual(new PythonGlobal('torch', 'float32'));
});

test('tuples are arrays that remember being tuples', () => {
  const tuple = unpickleParts('K\x01K\x02\x86.');
  expect(tuple).toBeInstanceOf(PythonTuple);
  expect(tuple).toEqual([1, 2]);
});

test.each([
  ['cposix\nsystem\nX\x02\x00\x00\x00ls\x85R.', 'posix.system("ls")'],
  ['c__builtin__\neval\nX\x01\x00\x00\x001\x85R.', '__builtin__.eval("1")'],
  ['csubprocess\nPopen\n)\x81.', 'subprocess.Popen'],
  ['\x8c\x02os\x8c\x06system\x93)}\x92.', 'os.system'],
])('a call that runs something is refused', (pickle, call) => {
  expect(() => unpickleParts(pickle)).toThrow(
    expect.objectContaining({ code: 'MMA_CHECKPOINT_UNSAFE', message: expect.stringContaining(call) }),
  );
});

test.each([
  ['a value that is not there', 'R.'],
  ['a list that was not opened', 't.'],
  ['a memo entry that is not set', 'h\x07.'],
  ['an absurd memo index', 'Nr\xff\xff\xff\x7f.'],
  ['a text opcode of protocol 0', 'I1\n.'],
  ['an extension code', '\x82\x01.'],
  ['a future protocol', '\x80\x09N.'],
  ['items set on a number', 'K\x01K\x02K\x03s.'],
  ['items appended to a tuple', ')K\x01a.'],
  ['a state set on a list', ']}b.'],
  ['a persistent id that is no storage', 'K\x01Q.'],
  ['a tensor without a storage', 'ctorch._utils\n_rebuild_tensor_v2\nNK\x00))tR.'],
  ['a length beyond 2^53', '\x8d\xff\xff\xff\xff\xff\xff\xff\xff.'],
])('%s is refused as corrupt', (_, pickle) => {
  expect(() => unpickleParts(pickle)).toThrow(expect.objectContaining({ code: 'MMA_CHECKPOINT_CORRUPT' }));
});

test('bytes that end early say so', () => {
  expect(() => unpickleParts('X', u32(1000), 'abc')).toThrow(EndOfPickle);
  expect(() => unpickleParts('cposix')).toThrow(EndOfPickle);
  expect(() => unpickleParts(']')).toThrow(EndOfPickle);
});

test('copying one long text over and over is refused', () => {
  const text = 'a'.repeat(200_000);
  const copy = 'h\x01h\x00h\x02\x86R';
  const pickle = [
    'c_codecs\nencode\nq\x01',
    'X',
    u32(text.length),
    text,
    'q\x00',
    'X\x06\x00\x00\x00latin1q\x02',
    copy.repeat(1000),
    '.',
  ];
  expect(() => unpickleParts(...pickle)).toThrow(expect.objectContaining({ code: 'MMA_CHECKPOINT_LIMIT' }));
});

test('a pickle of nothing but empty containers is refused before it fills the memory', () => {
  expect(() => unpickleParts('}'.repeat(1_000_000), '.')).toThrow(
    expect.objectContaining({ code: 'MMA_CHECKPOINT_LIMIT' }),
  );
});

test('a storage or tensor of an absurd size is refused', () => {
  const storage = (elements: string) =>
    `(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpu${elements}tQ`;
  const tensor = (parts: { elements: string; offset?: string; shape: string; strides: string }) =>
    `ctorch._utils\n_rebuild_tensor\n(${storage(parts.elements)}${parts.offset ?? 'K\x00'}${parts.shape}${parts.strides}tR.`;
  const corrupt = expect.objectContaining({ code: 'MMA_CHECKPOINT_CORRUPT' });
  const limit = expect.objectContaining({ code: 'MMA_CHECKPOINT_LIMIT' });
  expect(() => unpickleParts(tensor({ elements: 'J\xff\xff\xff\xff', shape: ')', strides: ')' }))).toThrow(corrupt);
  expect(() => unpickleParts(tensor({ elements: 'K\x04', shape: 'K\x05\x85', strides: 'K\x01\x85' }))).toThrow(corrupt);
  expect(() => unpickleParts(tensor({ elements: 'K\x04', shape: 'K\x02\x85', strides: 'K\x04\x85' }))).toThrow(corrupt);
  expect(() =>
    unpickleParts(tensor({ elements: 'K\x04', shape: 'K\x02\x85', strides: 'J\xff\xff\xff\xff\x85' })),
  ).toThrow(corrupt);
  expect(() =>
    unpickleParts(tensor({ elements: 'K\x04', offset: 'J\xff\xff\xff\xff', shape: ')', strides: ')' })),
  ).toThrow(corrupt);
  expect(() => unpickleParts(tensor({ elements: 'K\x04', shape: 'K\x02K\x02\x86', strides: 'K\x01\x85' }))).toThrow(
    corrupt,
  );
  expect(() =>
    unpickleParts(tensor({ elements: 'K\x04', shape: 'J\x00\x00\x00\x7f\x85', strides: 'K\x00\x85' })),
  ).toThrow(limit);
});

import { expect, test } from 'vitest';
import { unpickleParts } from '../testing/pickle-bytes.js';
import { Pickler } from './pickle.js';
import { type CheckpointValue, OrderedDict, PythonObject, PythonTuple } from './values.js';

function pickle(value: CheckpointValue): Uint8Array {
  const pickler = new Pickler(() => expect.fail('no tensor here'));
  pickler.value(value, '');
  return pickler.finish();
}

const roundTrip = (value: CheckpointValue) => unpickleParts(pickle(value));

test.each([
  0,
  1,
  255,
  256,
  -1,
  70_000,
  -70_000,
  2 ** 31,
  -(2 ** 31),
  2 ** 40,
  Number.MAX_SAFE_INTEGER,
  2n ** 63n,
  -(2n ** 70n),
  0.1,
  -0,
  1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  false,
  null,
  '',
  'a',
  'é😀',
  '__proto__',
])('%s comes back the same', (value) => {
  expect(roundTrip(value)).toBe(value);
});

test('containers come back as what they were', () => {
  const value = new Map<CheckpointValue, CheckpointValue>([
    [0, [1, 2.5, null]],
    [1, PythonTuple.from([0.9, 0.999])],
    ['set', new Set([1, 'b'])],
    ['bytes', Uint8Array.of(0, 127, 128, 255)],
    [
      'ordered',
      new OrderedDict([
        ['z', 1],
        ['a', 2],
      ]),
    ],
    ['empty', new Map()],
  ]);
  const back = roundTrip(value) as Map<CheckpointValue, CheckpointValue>;
  expect(back).toEqual(value);
  expect([...back.keys()]).toEqual([...value.keys()]);
  expect(back.get(1)).toBeInstanceOf(PythonTuple);
  expect(back.get('ordered')).toBeInstanceOf(OrderedDict);
  expect(back.get('empty')).not.toBeInstanceOf(OrderedDict);
});

test('a plain object is a dict without its undefined members', () => {
  expect(roundTrip({ a: 1, b: undefined, c: { d: null } })).toEqual(
    new Map<string, CheckpointValue>([
      ['a', 1],
      ['c', new Map([['d', null]])],
    ]),
  );
});

test('long lists and dicts are whole', () => {
  const list = Array.from({ length: 2500 }, (_, i) => i);
  expect(roundTrip(list)).toEqual(list);
  const dict = new Map(list.map((i) => [`key ${i}`, i]));
  expect(roundTrip(dict)).toEqual(dict);
});

test('what is shared is written once and stays shared', () => {
  const shared = [1, 2, 3];
  const [first, second] = roundTrip([shared, shared]) as CheckpointValue[];
  expect(first).toEqual(shared);
  expect(second).toBe(first);
});

test('attributes of an OrderedDict are kept', () => {
  const dict = new OrderedDict([['a', 1]]);
  dict.attributes = new Map([['_metadata', new OrderedDict([['', new Map([['version', 1]])]])]]);
  expect((roundTrip(dict) as OrderedDict).attributes).toEqual(dict.attributes);
});

test('a value without a place in a checkpoint is refused by its path', () => {
  const bad = (value: unknown) => () => pickle({ meta: [1, { when: value as CheckpointValue }] });
  expect(bad(new Date())).toThrow('a Date has no place in a checkpoint (at meta[1]["when"])');
  expect(bad(() => 1)).toThrow('a function has no place');
  expect(bad(new Map([[{}, 1]]))).toThrow('a dict key that is an object');
  expect(bad(new PythonObject('models.Net', []))).toThrow('models.Net');
  let deep: CheckpointValue = [];
  for (let i = 0; i < 600; i++) deep = [deep];
  expect(() => pickle(deep)).toThrow('nested more than 500 deep');
});

import { corrupt } from '../errors.js';
import type { Builder } from './instantiate.js';
import { type CheckpointValue, OrderedDict, PythonTuple } from './values.js';

/** Python's own containers and bytes, as pickles spell them. */
export const pythonGlobals: readonly (readonly [string, Builder])[] = [
  ['collections.OrderedDict', ([pairs]) => new OrderedDict(entries(pairs, 'OrderedDict'))],
  // The first argument is the factory of defaults, which stays unused.
  ['collections.defaultdict', ([, pairs]) => new Map(entries(pairs, 'defaultdict'))],
  ['collections.Counter', ([pairs]) => new Map(entries(pairs, 'Counter'))],
  ['_codecs.encode', encode],
  ...['builtins', '__builtin__'].flatMap((module): [string, Builder][] => [
    [`${module}.dict`, ([pairs]) => new Map(entries(pairs, 'dict'))],
    [`${module}.list`, ([items]) => [...list(items, 'list')]],
    [`${module}.tuple`, ([items]) => PythonTuple.from(list(items, 'tuple'))],
    [`${module}.set`, ([items]) => new Set(list(items, 'set'))],
    [`${module}.frozenset`, ([items]) => new Set(list(items, 'frozenset'))],
    [`${module}.bytes`, bytes],
    [`${module}.bytearray`, bytes],
  ]),
];

/** Protocol 2 has no bytes: they are text in Latin-1, one character a byte. */
function encode([text, encoding]: readonly CheckpointValue[]): CheckpointValue {
  if (typeof text !== 'string' || (encoding !== 'latin1' && encoding !== 'latin-1')) {
    throw corrupt('bytes in the pickle are not in Latin-1');
  }
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

function bytes([value, encoding]: readonly CheckpointValue[]): CheckpointValue {
  if (value === undefined) return new Uint8Array();
  if (value instanceof Uint8Array) return value;
  return encode([value, encoding]);
}

function list(value: CheckpointValue, what: string): readonly CheckpointValue[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw corrupt(`a ${what} in the pickle is not made from a list`);
}

function entries(value: CheckpointValue, what: string): [CheckpointValue, CheckpointValue][] {
  if (value instanceof Map) return [...value];
  return list(value, what).map((pair) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw corrupt(`a ${what} in the pickle is not made from pairs`);
    return [pair[0], pair[1]];
  });
}

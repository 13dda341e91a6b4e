import {
  type CheckpointValue,
  dictOf,
  OrderedDict,
  PythonGlobal,
  PythonObject,
  PythonTuple,
} from '../pickle/values.js';
import { type DType, dtypes } from '../tensors/dtype.js';
import { elementCount, isLazyTensor, isTensorData } from '../tensors/tensor.js';

/** One thing in a checkpoint, as plain values that can be written as JSON. */
export interface OutlineEntry {
  /** Its key or index where it is. */
  readonly name: string;
  /** `dict`, `OrderedDict`, `list`, `tuple`, `set`, `tensor`, `int`, `float`, `str`, `bool`, `None`, `bytes`, or a Python class. */
  readonly type: string;
  /** Tensors: element type, shape and size in bytes. */
  readonly dtype?: DType;
  readonly shape?: readonly number[];
  readonly bytes?: number;
  /** Plain values; long texts are cut. */
  readonly value?: string | number | boolean | null;
  /** Containers: how many members there are. `entries` has no more than a limit of them in all. */
  readonly length?: number;
  readonly entries?: readonly OutlineEntry[];
}

const maxText = 2000;
const maxEntries = 100_000;

/** The tree of what is in a checkpoint, without a tensor's numbers: nothing more is read from the file. */
export function outlineOf(content: CheckpointValue): OutlineEntry {
  return new Outliner().entry('', content);
}

class Outliner {
  /** Parts that are shared many times over, in a file that was made to confuse, end here. */
  #left = maxEntries;
  readonly #open = new Set<CheckpointValue>();

  entry(name: string, value: CheckpointValue): OutlineEntry {
    if (isTensorData(value) || isLazyTensor(value)) {
      const { dtype, shape } = value;
      return { name, type: 'tensor', dtype, shape, bytes: elementCount(shape) * dtypes[dtype].bytes };
    }
    const members = membersOf(value);
    if (members === undefined) return { name, ...plain(value) };
    const type = typeOf(value);
    const length = members.length;
    if (this.#open.has(value)) return { name, type, length };
    this.#open.add(value);
    const entries: OutlineEntry[] = [];
    for (const [key, item] of members) {
      if (this.#left === 0) break;
      this.#left -= 1;
      entries.push(this.entry(key, item));
    }
    this.#open.delete(value);
    return { name, type, length, entries };
  }
}

/** Members by name; undefined for a value that has none. */
function membersOf(value: CheckpointValue): (readonly [string, CheckpointValue])[] | undefined {
  if (value instanceof PythonObject) {
    const own: [string, CheckpointValue][] = value.args.map((item, i) => [`args[${i}]`, item]);
    const state = dictOf(value.state);
    if (state !== undefined) for (const [key, item] of state) own.push([keyText(key), item]);
    else if (value.state !== undefined) own.push(['state', value.state]);
    for (const [i, item] of value.items.entries()) own.push([String(i), item]);
    for (const [key, item] of value.entries) own.push([keyText(key), item]);
    return own;
  }
  if (value instanceof Map) return [...value].map(([key, item]) => [keyText(key), item]);
  if (value instanceof Set) return [...value].map((item, i) => [String(i), item]);
  if (Array.isArray(value)) return value.map((item, i) => [String(i), item]);
  return undefined;
}

function typeOf(value: CheckpointValue): string {
  if (value instanceof PythonObject) return value.className;
  if (value instanceof OrderedDict) return 'OrderedDict';
  if (value instanceof Map) return 'dict';
  if (value instanceof Set) return 'set';
  return value instanceof PythonTuple ? 'tuple' : 'list';
}

function plain(value: CheckpointValue): Pick<OutlineEntry, 'type' | 'value' | 'bytes'> {
  if (value === null || value === undefined) return { type: 'None', value: null };
  if (value instanceof PythonGlobal) return { type: value.path };
  if (value instanceof Uint8Array) return { type: 'bytes', bytes: value.byteLength };
  if (typeof value === 'boolean') return { type: 'bool', value };
  if (typeof value === 'bigint') return { type: 'int', value: String(value) };
  if (typeof value === 'number') {
    // JSON has no such numbers.
    if (!Number.isFinite(value)) return { type: 'float', value: String(value) };
    return { type: Number.isInteger(value) ? 'int' : 'float', value };
  }
  if (typeof value === 'string') {
    return { type: 'str', value: value.length > maxText ? `${value.slice(0, maxText)}…` : value };
  }
  return { type: 'object' };
}

function keyText(key: CheckpointValue): string {
  if (Array.isArray(key)) return `(${key.map(keyText).join(', ')})`;
  return typeof key === 'object' && key !== null ? key.constructor.name : String(key);
}

import type { LazyTensor, TensorData } from '../tensors/tensor.js';

/**
 * What a checkpoint holds, as plain values:
 *
 * | Python | here |
 * |---|---|
 * | `None`, `bool`, `float`, `str` | `null`, boolean, number, string |
 * | `int` | number; bigint beyond ±2⁵³ |
 * | `dict`, `Counter`, `defaultdict` | `Map` (keys keep their type: optimizer state is keyed by numbers) |
 * | `OrderedDict` | `OrderedDict`, a `Map` |
 * | `list`; `tuple`, `torch.Size` | array; `PythonTuple`, an array |
 * | `set`, `frozenset` | `Set` |
 * | `bytes`, `bytearray` | `Uint8Array` |
 * | tensor, `Parameter` | `LazyTensor` |
 * | numpy scalar; array | number, bigint or boolean; `TensorData` (an array of another kind: `PythonObject`) |
 * | anything else | `PythonObject` or `PythonGlobal`: inert |
 *
 * For writing, plain objects are accepted where a `dict` is meant, and `undefined` members of them are left out.
 */
export type CheckpointValue =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | TensorData
  | LazyTensor
  | PythonObject
  | PythonGlobal
  | readonly CheckpointValue[]
  | ReadonlySet<CheckpointValue>
  | ReadonlyMap<CheckpointValue, CheckpointValue>
  | CheckpointRecord;

/** A dict written as a plain object. */
export interface CheckpointRecord {
  readonly [key: string]: CheckpointValue;
}

/** Python's `collections.OrderedDict`: what PyTorch uses for state dicts. */
export class OrderedDict<V = CheckpointValue, K = string> extends Map<K, V> {
  /** Attributes set on the dict itself, such as the `_metadata` of `Module.state_dict()`. */
  declare attributes?: ReadonlyMap<CheckpointValue, CheckpointValue>;
}

/** Python's `tuple`: an array that is written back as a tuple. */
export class PythonTuple extends Array<CheckpointValue> {
  static override from(items: ArrayLike<CheckpointValue>): PythonTuple {
    const tuple = new PythonTuple(items.length);
    for (let i = 0; i < items.length; i++) tuple[i] = items[i];
    return tuple;
  }
}

/** A class or function a file names, such as `torch.float32`. Only the name: nothing is imported. */
export class PythonGlobal {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }

  get path(): string {
    return `${this.module}.${this.name}`;
  }
}

/** An object of a class this package does not know: its class name and everything the file says about it, inert. */
export class PythonObject {
  /** `module.Class`, such as `mmengine.logging.history_buffer.HistoryBuffer`; a function's name for its result. */
  readonly className: string;
  readonly args: readonly CheckpointValue[];
  /** Usually the object's attributes by name. */
  state: CheckpointValue;
  // Most objects have neither items nor entries, and a hostile file can have very many objects.
  #items: CheckpointValue[] | undefined;
  #entries: Map<CheckpointValue, CheckpointValue> | undefined;

  constructor(className: string, args: readonly CheckpointValue[]) {
    this.className = className;
    this.args = args;
  }

  /** Everything the object holds, for walking through a checkpoint. */
  parts(): CheckpointValue[] {
    return [this.args, this.state, this.#items, this.#entries];
  }

  /** Members, where the object is a kind of list or set. */
  get items(): CheckpointValue[] {
    this.#items ??= [];
    return this.#items;
  }

  /** Members, where the object is a kind of dict. */
  get entries(): Map<CheckpointValue, CheckpointValue> {
    this.#entries ??= new Map();
    return this.#entries;
  }
}

/** The entries of a dict, of a subclass of dict too; undefined for any other value. */
export function dictOf(value: CheckpointValue): ReadonlyMap<CheckpointValue, CheckpointValue> | undefined {
  if (value instanceof PythonObject) return value.entries;
  return value instanceof Map ? value : undefined;
}

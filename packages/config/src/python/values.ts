import type { Origin } from '../origin.js';
import type { Budget } from './budget.js';
import { Refusal } from './refusal.js';

/**
 * Values while a `.py` config is evaluated. Python tells `int` from `float` where JavaScript does not (`f'{8 / 2}'` is `4.0`),
 * so an `int` is a bigint here and a `float` a number.
 */
export type PyValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | PyList
  | PyTuple
  | PySet
  | PyDict
  | PyImport
  | PyFunction;

export class PyList {
  constructor(
    public items: PyValue[],
    readonly origin?: Origin,
  ) {}
}

/** Also stands for ranges, views and iterators, which configs only ever walk. */
export class PyTuple {
  constructor(
    readonly items: readonly PyValue[],
    readonly origin?: Origin,
  ) {}
}

export class PySet {
  readonly #items = new Map<string, PyValue>();

  constructor(items: Iterable<PyValue> = []) {
    for (const item of items) this.add(item);
  }

  add(item: PyValue): void {
    const key = hashKey(item);
    if (!this.#items.has(key)) this.#items.set(key, item);
  }

  has(item: PyValue): boolean {
    return this.#items.has(hashKey(item));
  }

  get items(): PyValue[] {
    return [...this.#items.values()];
  }
}

export interface PyEntry {
  readonly key: PyValue;
  readonly value: PyValue;
  /** Where this entry was written. */
  readonly origin: Origin | undefined;
}

export class PyDict {
  readonly #entries = new Map<string, PyEntry>();

  /**
   * @param isConfig whether this is MMEngine's ConfigDict (what comes from bases) rather than a plain dict: it merges deeply on
   *   `update` and takes copies of what is put into it
   */
  constructor(
    readonly origin?: Origin,
    readonly isConfig = false,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  get(key: PyValue): PyValue | undefined {
    return this.entry(key)?.value;
  }

  entry(key: PyValue): PyEntry | undefined {
    return this.#entries.get(hashKey(key));
  }

  set(key: PyValue, value: PyValue, origin: Origin | undefined): void {
    const hash = hashKey(key);
    this.#entries.set(hash, { key: this.#entries.get(hash)?.key ?? key, value, origin });
  }

  delete(key: PyValue): boolean {
    return this.#entries.delete(hashKey(key));
  }

  clear(): void {
    this.#entries.clear();
  }

  /** A snapshot, so that changes while walking do no harm. */
  entries(): PyEntry[] {
    return [...this.#entries.values()];
  }
}

/** A module, or a class or other thing of a module, that the file imports. Only its name is known: nothing is loaded. */
export class PyImport {
  /** @param path dotted, as in `torch.optim.SGD` */
  constructor(readonly path: string) {}

  /** What a registry calls it: the last part. */
  get typeName(): string {
    return this.path.slice(this.path.lastIndexOf('.') + 1);
  }
}

/** What a call passes. */
export interface Call {
  readonly args: readonly PyValue[];
  /** Keyword arguments, with the place of each. */
  readonly named: PyDict;
  /** Where the call stands. */
  readonly origin: Origin;
  readonly budget: Budget;
}

export class PyFunction {
  constructor(
    readonly name: string,
    readonly call: (call: Call) => PyValue,
  ) {}
}

/** Python's name for a value's type. */
export function typeName(value: PyValue): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string') return 'str';
  if (value instanceof PyList) return 'list';
  if (value instanceof PyTuple) return 'tuple';
  if (value instanceof PySet) return 'set';
  if (value instanceof PyDict) return 'dict';
  return value instanceof PyImport ? 'imported name' : 'function';
}

export function truthy(value: PyValue): boolean {
  if (value instanceof PyDict) return value.size > 0;
  if (value instanceof PyList || value instanceof PyTuple || value instanceof PySet) return value.items.length > 0;
  return Boolean(value);
}

/** What a `for` walks over. */
export function iterate(value: PyValue, budget: Budget): readonly PyValue[] {
  if (value instanceof PyList || value instanceof PyTuple || value instanceof PySet) {
    const { items } = value;
    budget.step(1 + (items.length >> 4));
    return items;
  }
  if (value instanceof PyDict) {
    budget.step(1 + (value.size >> 4));
    return value.entries().map((entry) => entry.key);
  }
  if (typeof value === 'string') {
    budget.items(value.length);
    return [...value];
  }
  throw new Refusal(`a value of type ${typeName(value)} cannot be iterated over`);
}

// Longer keys are no keys; the limit keeps hashing cheap.
const MAX_KEY = 10_000;

/** A text that is the same for keys that Python holds equal (`1`, `1.0` and `True`). */
export function hashKey(key: PyValue): string {
  const hash = keyText(key);
  if (hash.length > MAX_KEY)
    throw new Refusal(`a key of more than ${MAX_KEY.toLocaleString('en')} characters is refused`);
  return hash;
}

function keyText(key: PyValue): string {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'bigint') return `n${key}`;
  if (typeof key === 'boolean') return key ? 'n1' : 'n0';
  if (typeof key === 'number') return Number.isInteger(key) ? `n${BigInt(key)}` : `n${key}`;
  if (key === null) return 'None';
  if (key instanceof PyTuple) return `(${key.items.map((item) => JSON.stringify(hashKey(item))).join()})`;
  if (key instanceof PyImport) return `i${key.path}`;
  throw new Refusal(`a value of type ${typeName(key)} cannot be a key or an item of a set`);
}

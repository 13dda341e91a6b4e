import { closestName } from '../closest-name.js';
import type { Budget } from './budget.js';
import { Refusal } from './refusal.js';
import { pyRepr } from './repr.js';
import { PyDict, PyList, PyTuple, type PyValue, typeName } from './values.js';

/** `value[key]`. */
export function itemOf(value: PyValue, key: PyValue, budget: Budget): PyValue {
  if (value instanceof PyDict) {
    const item = value.get(key);
    if (item === undefined) throw missingKey(value, key);
    return item;
  }
  if (value instanceof PyList || value instanceof PyTuple) return value.items[indexIn(value.items.length, key)]!;
  if (typeof value === 'string') {
    // Python counts characters, JavaScript UTF-16 units; they differ beyond the basic plane only.
    budget.step(1 + (value.length >> 6));
    const chars = /[\ud800-\udfff]/.test(value) ? [...value] : value;
    return chars[indexIn(chars.length, key)]!;
  }
  throw new Refusal(`a value of type ${typeName(value)} has no items`);
}

/** Bounds of `value[start:stop:step]`, each null where left out. */
export interface Slice {
  readonly start: PyValue;
  readonly stop: PyValue;
  readonly step: PyValue;
}

export function sliceOf(value: PyValue, slice: Slice, budget: Budget): PyValue {
  if (typeof value === 'string') {
    const chars = [...value];
    budget.items(chars.length);
    return sliceIndices(chars.length, slice)
      .map((index) => chars[index]!)
      .join('');
  }
  if (!(value instanceof PyList || value instanceof PyTuple)) {
    throw new Refusal(`a value of type ${typeName(value)} cannot be sliced`);
  }
  const items = sliceIndices(value.items.length, slice).map((index) => value.items[index]!);
  budget.items(items.length);
  return value instanceof PyList ? new PyList(items, value.origin) : new PyTuple(items, value.origin);
}

/** The indices that a slice selects from a sequence of `length` items. */
export function sliceIndices(length: number, { start, stop, step }: Slice): number[] {
  const stride = step === null ? 1 : integer(step);
  if (stride === 0) throw new Refusal('the step of a slice cannot be zero');
  const bound = (value: PyValue, fallback: number): number => {
    if (value === null) return fallback;
    const index = integer(value);
    const counted = index < 0 ? index + length : index;
    return stride > 0 ? Math.min(Math.max(counted, 0), length) : Math.min(Math.max(counted, -1), length - 1);
  };
  const from = bound(start, stride > 0 ? 0 : length - 1);
  const to = bound(stop, stride > 0 ? length : -1);
  const indices: number[] = [];
  for (let index = from; stride > 0 ? index < to : index > to; index += stride) indices.push(index);
  return indices;
}

/** A sequence index, negative ones counted from the end. */
export function indexIn(length: number, key: PyValue): number {
  const index = integer(key);
  const counted = index < 0 ? index + length : index;
  if (counted < 0 || counted >= length) throw new Refusal(`there is no item ${index}: the sequence has ${length}`);
  return counted;
}

export function integer(value: PyValue): number {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return Number(value);
  throw new Refusal(`an integer is needed here, not a value of type ${typeName(value)}`);
}

export function missingKey(dict: PyDict, key: PyValue): Refusal {
  const names = dict.entries().flatMap((entry) => (typeof entry.key === 'string' ? [entry.key] : []));
  const near = typeof key === 'string' ? closestName(key, names) : undefined;
  const shown = typeof key === 'string' ? `'${key}'` : typeName(key) === 'int' ? String(key) : typeName(key);
  return new Refusal(`there is no key ${shown}`, near === undefined ? undefined : `did you mean '${near}'?`);
}

/** For messages about a value that `list.remove` or `index` does not find. */
export function notInList(value: PyValue, budget: Budget): Refusal {
  return new Refusal(`${pyRepr(value, budget).slice(0, 80)} is not in the sequence`);
}

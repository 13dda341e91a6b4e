import type { Budget } from './budget.js';
import { asConfig } from './copy.js';
import { PyDict, type PyEntry, type PyValue } from './values.js';

/** `target.update(source)`: shallow for a plain dict, deep for a ConfigDict, each as in MMEngine. */
export function updateDict(target: PyDict, source: PyDict, budget: Budget): void {
  budget.items(source.size);
  for (const entry of source.entries()) {
    const existing = target.get(entry.key);
    if (target.isConfig && existing instanceof PyDict && entry.value instanceof PyDict) {
      const value = entry.value;
      budget.nested(() => updateDict(existing, value, budget));
    } else {
      putEntry(target, entry, budget);
    }
  }
}

/** `target[key] = value`. */
export function putEntry(target: PyDict, { key, value, origin }: PyEntry, budget: Budget): void {
  target.set(key, target.isConfig ? asConfig(value, budget) : value, origin);
}

const DELETE_KEY = '_delete_';

/** `ConfigDict.merge(other)`: deep, where `_delete_=True` in a mapping of `other` drops what it would merge into. */
export function mergeDict(target: PyDict, other: PyDict, budget: Budget): void {
  if (isDelete(other.get(DELETE_KEY))) target.clear();
  budget.items(other.size);
  for (const entry of other.entries()) {
    if (entry.key === DELETE_KEY) continue;
    const existing = target.get(entry.key);
    if (existing instanceof PyDict && entry.value instanceof PyDict) {
      const value = entry.value;
      budget.nested(() => mergeDict(existing, value, budget));
    } else {
      putEntry(target, entry, budget);
    }
  }
}

function isDelete(value: PyValue | undefined): boolean {
  return value === true;
}

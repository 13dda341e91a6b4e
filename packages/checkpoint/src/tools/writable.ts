import { type CheckpointValue, OrderedDict, PythonGlobal, PythonObject, PythonTuple } from '../pickle/values.js';

/**
 * A copy of a part of a checkpoint without the Python objects in it, which were read as placeholders and cannot be
 * written. A list or set with such an object in it goes as a whole; `left` receives the paths of what goes.
 */
export function withoutObjects(value: CheckpointValue, path: string, left: string[]): CheckpointValue {
  return copy(value, { path, left, done: new Map() });
}

interface Copying {
  readonly path: string;
  readonly left: string[];
  readonly done: Map<CheckpointValue, CheckpointValue>;
}

function copy(value: CheckpointValue, copying: Copying): CheckpointValue {
  const { path, left, done } = copying;
  if (typeof value !== 'object' || value === null) return value;
  if (done.has(value)) return done.get(value);
  if (isObject(value)) {
    left.push(path);
    return undefined;
  }
  if (value instanceof Map) {
    const made = value instanceof OrderedDict ? new OrderedDict<CheckpointValue, CheckpointValue>() : new Map();
    done.set(value, made);
    for (const [key, item] of value) {
      const kept = copy(item, { ...copying, path: path === '' ? String(key) : `${path}.${String(key)}` });
      if (kept !== undefined) made.set(key, kept);
    }
    return made;
  }
  if (Array.isArray(value) || value instanceof Set) {
    done.set(value, undefined); // a list that holds itself has no place in a file of plain values
    const inner: string[] = [];
    const items = [...value].map((item) => copy(item, { ...copying, left: inner }));
    if (items.some((item) => item === undefined)) {
      left.push(path);
      return undefined;
    }
    const made = value instanceof Set ? new Set(items) : value instanceof PythonTuple ? PythonTuple.from(items) : items;
    left.push(...inner);
    done.set(value, made);
    return made;
  }
  return value;
}

function isObject(value: object): boolean {
  return value instanceof PythonObject || value instanceof PythonGlobal;
}

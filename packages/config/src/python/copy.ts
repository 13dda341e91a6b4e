import type { Budget } from './budget.js';
import { PyDict, PyList, PyTuple, type PyValue } from './values.js';

/** `copy.deepcopy`. */
export function deepCopy(value: PyValue, budget: Budget): PyValue {
  return rebuild(value, { budget, asConfig: undefined });
}

/** What MMEngine's ConfigDict does to a value that is put into it: mappings become ConfigDicts, at any depth, by copying. */
export function asConfig(value: PyValue, budget: Budget): PyValue {
  return rebuild(value, { budget, asConfig: true });
}

function rebuild(value: PyValue, options: { budget: Budget; asConfig: boolean | undefined }): PyValue {
  const { budget } = options;
  if (!(value instanceof PyDict || value instanceof PyList || value instanceof PyTuple)) return value;
  return budget.nested(() => {
    if (value instanceof PyDict) {
      budget.items(value.size);
      const copy = new PyDict(value.origin, options.asConfig ?? value.isConfig);
      for (const entry of value.entries()) copy.set(entry.key, rebuild(entry.value, options), entry.origin);
      return copy;
    }
    budget.items(value.items.length);
    const items = value.items.map((item) => rebuild(item, options));
    return value instanceof PyList ? new PyList(items, value.origin) : new PyTuple(items, value.origin);
  });
}

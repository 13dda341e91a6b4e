import { asConfig } from '../copy.js';
import { Refusal } from '../refusal.js';
import { missingKey } from '../subscript.js';
import { mergeDict, putEntry, updateDict } from '../update-dict.js';
import { type Call, iterate, PyDict, PyTuple, type PyValue, typeName } from '../values.js';
import { type Methods, takeArguments } from './methods.js';

export const dictMethods: Methods<PyDict> = {
  copy(self, call) {
    takeArguments(call, 'copy', []);
    const copy = new PyDict(self.origin, self.isConfig);
    call.budget.items(self.size);
    for (const { key, value, origin } of self.entries()) copy.set(key, value, origin);
    return copy;
  },
  get(self, call) {
    const [key, fallback] = takeArguments(call, 'get', ['key', 'default?']);
    return self.get(key!) ?? fallback ?? null;
  },
  pop(self, call) {
    const [key, fallback] = takeArguments(call, 'pop', ['key', 'default?']);
    const value = self.get(key!);
    // A ConfigDict gives None for a key it does not have.
    if (value === undefined && fallback === undefined && !self.isConfig) throw missingKey(self, key!);
    self.delete(key!);
    return value ?? fallback ?? null;
  },
  setdefault(self, call) {
    const [key, fallback] = takeArguments(call, 'setdefault', ['key', 'default?']);
    if (self.get(key!) === undefined) {
      putEntry(self, { key: key!, value: fallback ?? null, origin: call.origin }, call.budget);
    }
    return self.get(key!)!;
  },
  update(self, call) {
    if (call.args.length > 1) throw new Refusal('update() takes at most one value and keywords');
    const [source] = call.args;
    if (source !== undefined) updateDict(self, toDict(source, call), call.budget);
    updateDict(self, call.named, call.budget);
    return null;
  },
  merge(self, call) {
    const [other] = takeArguments(call, 'merge', ['other']);
    if (!(other instanceof PyDict))
      throw new Refusal(`merge() needs a mapping, not a value of type ${typeName(other!)}`);
    mergeDict(self, asConfig(other, call.budget) as PyDict, call.budget);
    return null;
  },
  clear(self, call) {
    takeArguments(call, 'clear', []);
    self.clear();
    return null;
  },
  keys: (self, call) => walk(self, call, (entry) => entry.key),
  values: (self, call) => walk(self, call, (entry) => entry.value),
  items: (self, call) => walk(self, call, (entry) => new PyTuple([entry.key, entry.value])),
};

/** `dict(value)`: of a mapping or of pairs. */
export function toDict(value: PyValue, call: Call): PyDict {
  const result = new PyDict(call.origin);
  if (value instanceof PyDict) {
    updateDict(result, value, call.budget);
    return result;
  }
  for (const pair of iterate(value, call.budget)) {
    const items = iterate(pair, call.budget);
    if (items.length !== 2) throw new Refusal('a mapping is made of pairs of key and value');
    call.budget.items(1);
    result.set(items[0]!, items[1]!, call.origin);
  }
  return result;
}

function walk(self: PyDict, call: Call, pick: (entry: { key: PyValue; value: PyValue }) => PyValue): PyTuple {
  takeArguments(call, 'keys, values and items', []);
  call.budget.items(self.size);
  return new PyTuple(self.entries().map(pick));
}

import { order } from './compare.js';
import { Refusal } from './refusal.js';
import { type Call, PyDict, PyFunction, type PyValue, truthy } from './values.js';

/** `sorted(items, key=…, reverse=…)`, stable; `key` may be a builtin such as `len`. */
export function sorted(items: readonly PyValue[], call: Call): PyValue[] {
  let key: PyValue = null;
  let reverse = false;
  for (const { key: name, value } of call.named.entries()) {
    if (name === 'key') key = value;
    else if (name === 'reverse') reverse = truthy(value);
    else throw new Refusal(`sorting takes no argument named \`${String(name)}\``);
  }
  if (key !== null && !(key instanceof PyFunction)) throw new Refusal('the key to sort by is a function');
  call.budget.items(items.length);
  const ranked = items.map((item) => ({
    item,
    rank: key === null ? item : key.call({ ...call, args: [item], named: new PyDict() }),
  }));
  ranked.sort((a, b) => (reverse ? order(b.rank, a.rank, call.budget) : order(a.rank, b.rank, call.budget)));
  return ranked.map((entry) => entry.item);
}

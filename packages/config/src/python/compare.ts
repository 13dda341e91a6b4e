import type { Budget } from './budget.js';
import { Refusal } from './refusal.js';
import { iterate, PyDict, PyImport, PyList, PySet, PyTuple, type PyValue, typeName } from './values.js';

export function isNumeric(value: PyValue): value is boolean | bigint | number {
  return typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'number';
}

/** Python's `==`. */
export function equal(a: PyValue, b: PyValue, budget: Budget): boolean {
  budget.step();
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length === b.length) budget.step(a.length >> 10);
    return a === b;
  }
  if (a === b) return true;
  // JavaScript compares bigint and number by value, as Python does int and float.
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b) === 0;
  if (a instanceof PyImport && b instanceof PyImport) return a.path === b.path;
  if (a instanceof PyDict && b instanceof PyDict) {
    if (a.size !== b.size) return false;
    budget.step(a.size >> 4);
    return budget.nested(() =>
      a.entries().every(({ key, value }) => {
        const other = b.get(key);
        return other !== undefined && equal(value, other, budget);
      }),
    );
  }
  if (a instanceof PySet && b instanceof PySet) {
    budget.step((a.items.length + b.items.length) >> 4);
    return a.items.length === b.items.length && a.items.every((item) => b.has(item));
  }
  const isSameSequence = (a instanceof PyList && b instanceof PyList) || (a instanceof PyTuple && b instanceof PyTuple);
  if (!isSameSequence || a.items.length !== b.items.length) return false;
  return budget.nested(() => a.items.every((item, index) => equal(item, b.items[index]!, budget)));
}

/** Negative, zero or positive as `a` sorts before, with or after `b`; NaN where either is. */
export function order(a: PyValue, b: PyValue, budget: Budget): number {
  budget.step();
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') {
    budget.step(Math.min(a.length, b.length) >> 10);
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const isSameSequence = (a instanceof PyList && b instanceof PyList) || (a instanceof PyTuple && b instanceof PyTuple);
  if (!isSameSequence) throw new Refusal(`${typeName(a)} and ${typeName(b)} have no order`);
  return budget.nested(() => {
    for (let index = 0; index < Math.min(a.items.length, b.items.length); index++) {
      if (!equal(a.items[index]!, b.items[index]!, budget)) return order(a.items[index]!, b.items[index]!, budget);
    }
    return a.items.length - b.items.length;
  });
}

/** Python's `in`. */
export function contains(container: PyValue, item: PyValue, budget: Budget): boolean {
  if (container instanceof PyDict) return container.entry(item) !== undefined;
  if (container instanceof PySet) return container.has(item);
  if (typeof container === 'string') {
    if (typeof item !== 'string') throw new Refusal(`a str cannot contain a value of type ${typeName(item)}`);
    budget.step(1 + Math.floor(container.length / 100));
    return container.includes(item);
  }
  return iterate(container, budget).some((candidate) => equal(candidate, item, budget));
}

/** Python's `is`: identity of containers, equality of None, booleans, numbers and strings of one type. */
export function identical(a: PyValue, b: PyValue): boolean {
  return a === b;
}

export function compareWith(operator: string, a: PyValue, b: PyValue, budget: Budget): boolean {
  switch (operator) {
    case '==':
      return equal(a, b, budget);
    case '!=':
      return !equal(a, b, budget);
    case '<':
      return order(a, b, budget) < 0;
    case '<=':
      return order(a, b, budget) <= 0;
    case '>':
      return order(a, b, budget) > 0;
    case '>=':
      return order(a, b, budget) >= 0;
    case 'in':
      return contains(b, a, budget);
    case 'not in':
      return !contains(b, a, budget);
    case 'is':
      return identical(a, b);
    case 'is not':
      return !identical(a, b);
    default:
      throw new Refusal(`the comparison \`${operator}\` is not Python 3`);
  }
}

function compareNumbers(a: boolean | bigint | number, b: boolean | bigint | number): number {
  const left = typeof a === 'boolean' ? Number(a) : a;
  const right = typeof b === 'boolean' ? Number(b) : b;
  return left < right ? -1 : left > right ? 1 : left <= right ? 0 : Number.NaN;
}

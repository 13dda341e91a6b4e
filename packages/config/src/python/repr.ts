import { pythonLiteral } from '../python-literal.js';
import type { Budget } from './budget.js';
import { PyDict, PyFunction, PyImport, PyList, PySet, type PyValue } from './values.js';

/** `str(value)`. */
export function pyStr(value: PyValue, budget: Budget): string {
  return typeof value === 'string' ? value : pyRepr(value, budget);
}

/** `repr(value)`. */
export function pyRepr(value: PyValue, budget: Budget): string {
  budget.step();
  const text =
    typeof value === 'object' && value !== null ? budget.nested(() => reprObject(value, budget)) : reprScalar(value);
  budget.chars(text.length);
  return text;
}

function reprScalar(value: null | boolean | bigint | number | string): string {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'number' ? reprFloat(value) : pythonLiteral(value);
}

/** Shortest digits that read back, as both languages print them, in Python's dress. */
export function reprFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) return padExponent(value.toExponential());
  if (Object.is(value, -0)) return '-0.0';
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Python pads exponents to two digits: `1e-07`. */
export function padExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

function reprObject(value: Exclude<PyValue, null | boolean | bigint | number | string>, budget: Budget): string {
  if (value instanceof PyImport) return value.typeName;
  if (value instanceof PyFunction) return `<function ${value.name}>`;
  if (value instanceof PyDict) {
    const entries = value.entries().map(({ key, value: item }) => `${pyRepr(key, budget)}: ${pyRepr(item, budget)}`);
    return `{${entries.join(', ')}}`;
  }
  const items = value.items.map((item) => pyRepr(item, budget));
  if (value instanceof PyList) return `[${items.join(', ')}]`;
  if (value instanceof PySet) return items.length === 0 ? 'set()' : `{${items.join(', ')}}`;
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

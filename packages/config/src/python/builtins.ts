import { binary } from './arithmetic.js';
import { isNumeric, order } from './compare.js';
import { fixed } from './fixed.js';
import { toDict } from './methods/dict.js';
import { takeArguments } from './methods/methods.js';
import { numberFromText } from './number-literal.js';
import { Refusal } from './refusal.js';
import { pyStr } from './repr.js';
import { sorted } from './sorted.js';
import { integer } from './subscript.js';
import { updateDict } from './update-dict.js';
import {
  type Call,
  iterate,
  PyDict,
  PyFunction,
  PyList,
  PySet,
  PyTuple,
  type PyValue,
  truthy,
  typeName,
} from './values.js';

const FUNCTIONS: Readonly<Record<string, (call: Call) => PyValue>> = {
  dict(call) {
    const [source] = positional(call, 'dict', 1);
    const result = source === undefined ? new PyDict(call.origin) : toDict(source, call);
    updateDict(result, call.named, call.budget);
    return result;
  },
  list: (call) => new PyList(copied(call, 'list'), call.origin),
  tuple: (call) => new PyTuple(copied(call, 'tuple'), call.origin),
  set: (call) => new PySet(copied(call, 'set')),
  str: (call) => {
    const [value] = takeArguments(call, 'str', ['object?']);
    return value === undefined ? '' : pyStr(value, call.budget);
  },
  bool: (call) => truthy(takeArguments(call, 'bool', ['x?'])[0] ?? false),
  int: (call) => toInt(takeArguments(call, 'int', ['x?'])[0]),
  float: (call) => {
    const [value = 0] = takeArguments(call, 'float', ['x?']);
    if (typeof value === 'string') return numberFromText(value, 'float');
    return Number(number(value, 'float()'));
  },
  len: (call) => {
    const value = takeArguments(call, 'len', ['obj'])[0]!;
    if (value instanceof PyDict) return BigInt(value.size);
    return BigInt(iterate(value, call.budget).length);
  },
  range: (call) => range(call),
  min: (call) => extreme(call, 'min', -1),
  max: (call) => extreme(call, 'max', 1),
  sum: (call) => {
    const [items, start] = takeArguments(call, 'sum', ['iterable', 'start?']);
    let total: PyValue = start ?? 0n;
    for (const item of iterate(items!, call.budget)) total = binary('+', total, item, call.budget);
    return total;
  },
  abs: (call) => {
    const value = number(takeArguments(call, 'abs', ['x'])[0]!, 'abs()');
    return value < 0 ? -value : value;
  },
  round: (call) => round(call),
  sorted: (call) => {
    const [items] = positional(call, 'sorted', 1);
    if (items === undefined) throw new Refusal('sorted() lacks its argument');
    return new PyList(sorted([...iterate(items, call.budget)], call), call.origin);
  },
  reversed: (call) => new PyTuple([...copied(call, 'reversed')].reverse()),
  zip: (call) => {
    noNames(call, 'zip');
    const columns = call.args.map((column) => iterate(column, call.budget));
    const length = columns.length === 0 ? 0 : Math.min(...columns.map((column) => column.length));
    call.budget.items(length * (columns.length + 1));
    return new PyTuple(Array.from({ length }, (_, index) => new PyTuple(columns.map((column) => column[index]!))));
  },
  enumerate: (call) => {
    const [items, start] = takeArguments(call, 'enumerate', ['iterable', 'start?']);
    const first = BigInt(start === undefined ? 0 : integer(start));
    const walked = iterate(items!, call.budget);
    call.budget.items(walked.length * 3);
    return new PyTuple(walked.map((item, index) => new PyTuple([first + BigInt(index), item])));
  },
  any: (call) => iterate(takeArguments(call, 'any', ['iterable'])[0]!, call.budget).some(truthy),
  all: (call) => iterate(takeArguments(call, 'all', ['iterable'])[0]!, call.budget).every(truthy),
};

/** The functions that need no import. */
export const BUILTINS: ReadonlyMap<string, PyFunction> = new Map(
  Object.entries(FUNCTIONS).map(([name, call]) => [name, new PyFunction(name, call)]),
);

function toInt(value: PyValue = 0n): bigint {
  if (typeof value === 'string') return numberFromText(value, 'int') as bigint;
  const plain = number(value, 'int()');
  if (typeof plain === 'bigint') return plain;
  if (!Number.isFinite(plain)) throw new Refusal(`${plain} has no integer`);
  return BigInt(Math.trunc(plain));
}

function number(value: PyValue, what: string): bigint | number {
  if (typeof value === 'boolean') return BigInt(value);
  if (isNumeric(value)) return value;
  throw new Refusal(`${what} needs a number, not a value of type ${typeName(value)}`);
}

function range(call: Call): PyTuple {
  const bounds = positional(call, 'range', 3).map((value) => integer(value));
  noNames(call, 'range');
  if (bounds.length === 0) throw new Refusal('range() lacks its end');
  const [start, stop, step] = bounds.length === 1 ? [0, bounds[0]!, 1] : [bounds[0]!, bounds[1]!, bounds[2] ?? 1];
  if (step === 0) throw new Refusal('the step of range() cannot be zero');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  call.budget.items(length);
  return new PyTuple(Array.from({ length }, (_, index) => BigInt(start + index * step)));
}

function extreme(call: Call, name: string, direction: 1 | -1): PyValue {
  let key: PyValue = null;
  let fallback: PyValue | undefined;
  for (const entry of call.named.entries()) {
    if (entry.key === 'key') key = entry.value;
    else if (entry.key === 'default') fallback = entry.value;
    else throw new Refusal(`${name}() takes no argument named \`${String(entry.key)}\``);
  }
  if (key !== null && !(key instanceof PyFunction)) throw new Refusal(`the key of ${name}() is a function`);
  const rank = (item: PyValue): PyValue =>
    key === null ? item : (key as PyFunction).call({ ...call, args: [item], named: new PyDict() });
  const items = call.args.length === 1 ? iterate(call.args[0]!, call.budget) : call.args;
  let best = items[0];
  for (const item of items.slice(1)) if (order(rank(item), rank(best!), call.budget) * direction > 0) best = item;
  if (best === undefined && fallback === undefined) throw new Refusal(`${name}() of nothing`);
  return best === undefined ? fallback! : best;
}

/** Halves go to the even neighbour, as in Python. */
function round(call: Call): PyValue {
  const [value, digits] = takeArguments(call, 'round', ['number', 'ndigits?']);
  const plain = number(value!, 'round()');
  const places = digits === undefined || digits === null ? undefined : integer(digits);
  if (places !== undefined && (places < 0 || places > 50)) throw new Refusal('round() takes 0 to 50 digits');
  if (typeof plain === 'bigint') return plain;
  if (!Number.isFinite(plain)) throw new Refusal(`${plain} cannot be rounded`);
  const rounded = Number(fixed(Math.abs(plain), places ?? 0)) * Math.sign(plain);
  return places === undefined ? BigInt(rounded) : rounded;
}

function copied(call: Call, name: string): PyValue[] {
  const [source] = takeArguments(call, name, ['iterable?']);
  if (source === undefined) return [];
  const items = iterate(source, call.budget);
  call.budget.items(items.length);
  return [...items];
}

function positional(call: Call, name: string, most: number): readonly PyValue[] {
  if (call.args.length > most) throw new Refusal(`${name}() takes at most ${most} values, not ${call.args.length}`);
  return call.args;
}

function noNames(call: Call, name: string): void {
  if (call.named.size > 0) throw new Refusal(`${name}() takes no keywords`);
}

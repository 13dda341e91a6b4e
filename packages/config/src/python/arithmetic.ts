import type { Budget } from './budget.js';
import { isNumeric } from './compare.js';
import { percentFormat } from './percent-format.js';
import { Refusal } from './refusal.js';
import { updateDict } from './update-dict.js';
import { PyDict, PyList, PySet, PyTuple, type PyValue, typeName } from './values.js';

const MAX_BITS = 1024;

/** A binary operator other than comparisons and `and`/`or`. */
export function binary(operator: string, a: PyValue, b: PyValue, budget: Budget): PyValue {
  budget.step();
  if (isNumeric(a) && isNumeric(b)) return numeric(operator, a, b);
  const result =
    operator === '+' ? join(a, b, budget) : operator === '*' ? repeat(a, b, budget) : combine(operator, a, b, budget);
  if (result !== undefined) return result;
  throw new Refusal(`\`${operator}\` is not defined between ${typeName(a)} and ${typeName(b)}`);
}

export function unary(operator: string, value: PyValue): PyValue {
  if (!isNumeric(value)) throw new Refusal(`\`${operator}\` is not defined for a value of type ${typeName(value)}`);
  const number = typeof value === 'boolean' ? BigInt(value) : value;
  if (operator === '-') return -number;
  if (operator === '+') return number;
  if (typeof number === 'bigint') return ~number;
  throw new Refusal('`~` is defined for integers only');
}

function numeric(operator: string, left: boolean | bigint | number, right: boolean | bigint | number): PyValue {
  if (typeof left === 'boolean' && typeof right === 'boolean' && '&|^'.includes(operator)) {
    return operator === '&' ? left && right : operator === '|' ? left || right : left !== right;
  }
  const a = typeof left === 'boolean' ? BigInt(left) : left;
  const b = typeof right === 'boolean' ? BigInt(right) : right;
  if (['/', '//', '%'].includes(operator) && Number(b) === 0) throw new Refusal('division by zero');
  if (typeof a === 'bigint' && typeof b === 'bigint') return integers(operator, a, b);
  return floats(operator, Number(a), Number(b));
}

function integers(operator: string, a: bigint, b: bigint): PyValue {
  switch (operator) {
    case '+':
      return bounded(a + b);
    case '-':
      return bounded(a - b);
    case '*':
      return bounded(a * b);
    case '/':
      return Number(a) / Number(b);
    case '//':
      return floorDivide(a, b);
    case '%':
      return a - floorDivide(a, b) * b;
    case '**':
      if (b < 0n) return floats('**', Number(a), Number(b));
      if (a !== 0n && a !== 1n && a !== -1n && b * BigInt(bitsOf(a)) > MAX_BITS) throw tooLarge();
      return a ** b;
    case '<<':
      if (b < 0n) throw new Refusal('a negative shift count');
      if (a !== 0n && b + BigInt(bitsOf(a)) > MAX_BITS) throw tooLarge();
      return a === 0n ? 0n : a << b;
    case '>>':
      if (b < 0n) throw new Refusal('a negative shift count');
      return a >> (b > MAX_BITS ? BigInt(MAX_BITS + 1) : b);
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    default:
      throw unsupported(operator);
  }
}

function floats(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '//': {
      // By way of the exact remainder: 2 // 0.1 is 19, because 0.1 is a little more than a tenth.
      const quotient = (a - remainder(a, b)) / b;
      const floor = Math.floor(quotient);
      return quotient - floor > 0.5 ? floor + 1 : floor;
    }
    case '%':
      return remainder(a, b);
    case '**':
      if (a === 0 && b < 0) throw new Refusal('zero cannot be raised to a negative power');
      if (a < 0 && !Number.isInteger(b)) throw new Refusal('complex numbers have no place in a config');
      return a ** b;
    default:
      throw unsupported(operator);
  }
}

/** Python's remainder takes the sign of the divisor. */
function remainder(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function join(a: PyValue, b: PyValue, budget: Budget): PyValue | undefined {
  if (typeof a === 'string' && typeof b === 'string') {
    budget.chars(a.length + b.length);
    return a + b;
  }
  if (a instanceof PyList && b instanceof PyList) {
    budget.items(a.items.length + b.items.length);
    return new PyList([...a.items, ...b.items], a.origin);
  }
  if (a instanceof PyTuple && b instanceof PyTuple) {
    budget.items(a.items.length + b.items.length);
    return new PyTuple([...a.items, ...b.items], a.origin);
  }
  return undefined;
}

function repeat(a: PyValue, b: PyValue, budget: Budget): PyValue | undefined {
  const [sequence, factor] = typeof a === 'bigint' || typeof a === 'boolean' ? [b, a] : [a, b];
  if (typeof factor !== 'bigint' && typeof factor !== 'boolean') return undefined;
  const times = Math.max(0, Number(factor));
  if (typeof sequence === 'string') {
    budget.chars(sequence.length * times);
    return sequence.length === 0 ? '' : sequence.repeat(times);
  }
  if (!(sequence instanceof PyList || sequence instanceof PyTuple)) return undefined;
  budget.items(sequence.items.length * times);
  const items = sequence.items.length === 0 ? [] : Array.from({ length: times }, () => sequence.items).flat();
  return sequence instanceof PyList ? new PyList(items, sequence.origin) : new PyTuple(items, sequence.origin);
}

function combine(operator: string, a: PyValue, b: PyValue, budget: Budget): PyValue | undefined {
  if (operator === '%' && typeof a === 'string') return percentFormat(a, b, budget);
  if (operator === '|' && a instanceof PyDict && b instanceof PyDict) {
    const result = new PyDict(a.origin, a.isConfig);
    updateDict(result, a, budget);
    updateDict(result, b, budget);
    return result;
  }
  if (!(a instanceof PySet && b instanceof PySet)) return undefined;
  budget.items(a.items.length + b.items.length);
  if (operator === '|') return new PySet([...a.items, ...b.items]);
  if (operator === '&') return new PySet(a.items.filter((item) => b.has(item)));
  if (operator === '-') return new PySet(a.items.filter((item) => !b.has(item)));
  if (operator === '^') {
    return new PySet([...a.items.filter((item) => !b.has(item)), ...b.items.filter((item) => !a.has(item))]);
  }
  return undefined;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function bitsOf(value: bigint): number {
  return (value < 0n ? -value : value).toString(16).length * 4;
}

function bounded(value: bigint): bigint {
  if (bitsOf(value) > MAX_BITS + 8) throw tooLarge();
  return value;
}

function tooLarge(): Refusal {
  return new Refusal(`an integer of more than ${MAX_BITS} bits is refused`);
}

function unsupported(operator: string): Refusal {
  return new Refusal(`the operator \`${operator}\` is not defined between numbers of these types`);
}

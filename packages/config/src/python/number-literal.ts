import { Refusal } from './refusal.js';

const INT = /^(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?\d)*)$/;
const FLOAT = /^(?:\d(?:_?\d)*\.?|(?:\d(?:_?\d)*)?\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;

// Python's own limit is 4300 digits; configs hold nothing near it.
const MAX_DIGITS = 400;

/** The value of a number in source text: an `int` as bigint, a `float` as number. */
export function parseNumber(text: string): bigint | number {
  if (text.length > MAX_DIGITS) throw new Refusal(`a number of more than ${MAX_DIGITS} digits is refused`);
  if (INT.test(text)) return BigInt(text.replaceAll('_', ''));
  if (FLOAT.test(text) && /[.eE]/.test(text)) return Number(text.replaceAll('_', ''));
  throw new Refusal(
    /[jJ]$/.test(text) ? 'complex numbers have no place in a config' : `${text} is not a number of Python`,
  );
}

/** `int('…')` and `float('…')`: surrounding space and a sign are allowed. */
export function numberFromText(text: string, kind: 'int' | 'float'): bigint | number {
  const [, sign, digits] = /^\s*([+-]?)(\S*)\s*$/.exec(text.slice(0, MAX_DIGITS + 1)) ?? ['', '', ''];
  if (kind === 'float' && /^(inf|infinity|nan)$/i.test(digits!)) {
    const value = /^nan$/i.test(digits!) ? Number.NaN : Number.POSITIVE_INFINITY;
    return sign === '-' ? -value : value;
  }
  const isNumber = (kind === 'int' ? /^\d(?:_?\d)*$/ : FLOAT).test(digits!);
  if (!isNumber || text.length > MAX_DIGITS) {
    throw new Refusal(`${JSON.stringify(text.slice(0, 60))} cannot be read as ${kind}`);
  }
  const plain = digits!.replaceAll('_', '');
  if (kind === 'int') return sign === '-' ? -BigInt(plain) : BigInt(plain);
  return sign === '-' ? -Number(plain) : Number(plain);
}

import type { Budget } from './budget.js';
import { isNumeric } from './compare.js';
import { fixed } from './fixed.js';
import { Refusal } from './refusal.js';
import { padExponent, pyStr, reprFloat } from './repr.js';
import { type PyValue, typeName } from './values.js';

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d{1,6})?([,_])?(?:\.(\d{1,3}))?([bcdeEfFgGnosxX%])?$/su;

/** A format specification: `>8.3f` in `f'{x:>8.3f}'`. */
interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly prefix: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

/** `format(value, spec)`. */
export function formatValue(value: PyValue, specText: string, budget: Budget): string {
  if (specText === '') return pyStr(value, budget);
  const spec = parseSpec(specText);
  budget.chars(spec.width);
  // With a format, a bool is the integer that it is.
  if (typeof value === 'string') budget.chars(value.length);
  if (!isNumeric(value)) {
    if (typeof value !== 'string' || !['', 's'].includes(spec.type)) {
      throw new Refusal(`the format \`${specText}\` does not fit a value of type ${typeName(value)}`);
    }
    return pad(spec.precision === undefined ? value : [...value].slice(0, spec.precision).join(''), spec, '<');
  }
  return pad(formatNumber(typeof value === 'boolean' ? BigInt(value) : value, spec, specText), spec, '>');
}

function parseSpec(text: string): Spec {
  const match = SPEC.exec(text);
  if (!match) throw new Refusal(`\`${text}\` is no format specification`);
  const [, fill, align, sign, prefix, zero, width, grouping, precision, type] = match;
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align: align ?? (zero ? '=' : undefined),
    sign: sign ?? '-',
    prefix: prefix !== undefined,
    width: Number(width ?? 0),
    grouping: grouping ?? '',
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? '',
  };
}

function formatNumber(value: bigint | number, spec: Spec, specText: string): string {
  const { type } = spec;
  const isNegative = typeof value === 'bigint' ? value < 0n : value < 0 || Object.is(value, -0);
  const magnitude = isNegative ? -value : value;
  const sign = isNegative ? '-' : spec.sign === '-' ? '' : spec.sign;
  if (typeof magnitude === 'bigint' && ['', 'd', 'n', 'b', 'o', 'x', 'X'].includes(type)) {
    return sign + formatInteger(magnitude, spec);
  }
  if (type === 's' || 'cdboxX'.includes(type || '-')) {
    throw new Refusal(`the format \`${specText}\` does not fit a value of type ${typeName(value)}`);
  }
  return sign + group(formatFloat(Number(magnitude), spec), spec, 3);
}

function formatInteger(value: bigint, spec: Spec): string {
  const radix = { b: 2, o: 8, x: 16, X: 16 }[spec.type] ?? 10;
  const digits = group(value.toString(radix), spec, radix === 10 ? 3 : 4);
  const text = spec.prefix && radix !== 10 ? `0${spec.type}${digits}` : digits;
  return spec.type === 'X' ? text.toUpperCase() : text;
}

function formatFloat(value: number, { type, precision }: Spec): string {
  if (!Number.isFinite(value)) {
    const text = Number.isNaN(value) ? 'nan' : 'inf';
    return type === 'F' || type === 'E' || type === 'G' ? text.toUpperCase() : text;
  }
  switch (type) {
    case 'f':
    case 'F':
      return fixed(value, precision ?? 6);
    case '%':
      return `${fixed(value * 100, precision ?? 6)}%`;
    case 'e':
    case 'E': {
      const text = padExponent(value.toExponential(Math.min(100, precision ?? 6)));
      return type === 'E' ? text.toUpperCase() : text;
    }
    case '':
      return precision === undefined ? reprFloat(value) : general(value, precision, true);
    default: {
      const text = general(value, precision ?? 6, false);
      return type === 'G' ? text.toUpperCase() : text;
    }
  }
}

/** `g`: significant digits, trailing zeros dropped; `keepsPoint` for the format without a type, which still looks like a float. */
function general(value: number, precision: number, keepsPoint: boolean): string {
  const digits = Math.min(100, Math.max(1, precision));
  const exponent = Number(value.toExponential(digits - 1).split('e')[1]);
  if (exponent < -4 || exponent >= (keepsPoint ? digits - 1 || 1 : digits)) {
    const [mantissa, power] = value.toExponential(digits - 1).split('e') as [string, string];
    return padExponent(`${dropZeros(mantissa)}e${power}`);
  }
  const text = dropZeros(fixed(value, Math.max(0, digits - 1 - exponent)));
  return keepsPoint && !text.includes('.') ? `${text}.0` : text;
}

function dropZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function group(text: string, { grouping }: Spec, size: number): string {
  if (grouping === '') return text;
  const end = /^[0-9a-f]+/.exec(text)?.[0].length ?? 0;
  let result = text.slice(end);
  for (let index = end; index > 0; index -= size) {
    const part = text.slice(Math.max(0, index - size), index);
    result = index === end ? part + result : part + grouping + result;
  }
  return result;
}

function pad(text: string, { fill, align, width }: Spec, natural: '<' | '>'): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  switch (align ?? natural) {
    case '<':
      return text + fill.repeat(missing);
    case '^':
      return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(Math.ceil(missing / 2));
    case '=': {
      const sign = /^[-+ ]?(?:0[boxX])?/.exec(text)![0];
      return sign + fill.repeat(missing) + text.slice(sign.length);
    }
    default:
      return fill.repeat(missing) + text;
  }
}

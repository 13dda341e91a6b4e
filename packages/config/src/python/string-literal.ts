import { Refusal } from './refusal.js';

/** A string literal taken apart: what its prefix asks for, and where its text starts and ends in the literal. */
export interface LiteralParts {
  readonly isRaw: boolean;
  readonly isFormatted: boolean;
  readonly start: number;
  readonly end: number;
}

export function literalParts(literal: string): LiteralParts {
  const [, prefix, quote] = /^([A-Za-z]*)('''|"""|'|")/.exec(literal)!;
  const flags = prefix!.toLowerCase();
  const start = prefix!.length + quote!.length;
  // The grammar lets a string end with its line, closed or not.
  const tail = literal.slice(start);
  const isEscaped = /(?<!\\)\\(?:\\\\){0,50}$/.test(tail.slice(0, -quote!.length));
  if (!tail.endsWith(quote!) || isEscaped) {
    throw new Refusal('a string is not closed', "text of several lines stands between ''' and '''");
  }
  if (flags.includes('b')) {
    throw new Refusal('bytes have no place in a config', 'write the text without the `b` before the quotes');
  }
  return {
    isRaw: flags.includes('r'),
    isFormatted: flags.includes('f'),
    start,
    end: literal.length - quote!.length,
  };
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Replaces backslash escapes. What Python does not know as an escape stays as it is. */
export function decodeEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(\r\n|[0-7]{1,3}|x.{0,2}|u.{0,4}|U.{0,8}|N(?:\{[^}]*\})?|[\s\S])/gu, (whole, body: string) => {
    const simple = SIMPLE[body === '\r\n' ? '\n' : body];
    if (simple !== undefined) return simple;
    if (/^[0-7]+$/.test(body)) return String.fromCharCode(Number.parseInt(body, 8));
    if (/^[xuU]/.test(body)) return codePoint(whole, body);
    if (body.startsWith('N')) throw new Refusal(`the escape ${whole} is not supported`, 'write the character itself');
    return whole;
  });
}

function codePoint(whole: string, body: string): string {
  const digits = body.slice(1);
  const wanted = body[0] === 'x' ? 2 : body[0] === 'u' ? 4 : 8;
  const code = Number.parseInt(digits, 16);
  if (digits.length !== wanted || !/^[0-9a-fA-F]+$/.test(digits) || code > 0x10ffff) {
    throw new Refusal(`the escape ${whole} is not complete or names no character`);
  }
  return String.fromCodePoint(code);
}

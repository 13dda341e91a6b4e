import { Refusal } from '../refusal.js';
import { strFormat } from '../str-format.js';
import { integer } from '../subscript.js';
import { type Call, iterate, PyList, PyTuple, type PyValue, typeName } from '../values.js';
import { type Methods, takeArguments, text } from './methods.js';

export const strMethods: Methods<string> = {
  format: (self, call) => strFormat(self, call),
  join(self, call) {
    const [items] = takeArguments(call, 'join', ['iterable']);
    const parts = iterate(items!, call.budget).map((item) => text(item, 'join()'));
    call.budget.chars(parts.reduce((sum, part) => sum + part.length + self.length, 0));
    return parts.join(self);
  },
  split: (self, call) => splitText(self, call, false),
  rsplit: (self, call) => splitText(self, call, true),
  splitlines: plain('splitlines', (self, call) => {
    const lines = self.split(/\r\n|\r|\n/);
    if (lines.at(-1) === '') lines.pop();
    call.budget.items(lines.length);
    return new PyList(lines, call.origin);
  }),
  replace(self, call) {
    const [old, next, count] = takeArguments(call, 'replace', ['old', 'new', 'count?']);
    const limit = count === undefined || integer(count) < 0 ? Number.POSITIVE_INFINITY : integer(count);
    const parts = self.split(text(old, 'replace()'));
    call.budget.items(parts.length);
    const replaced = Math.min(limit, parts.length - 1);
    const added = text(next, 'replace()');
    call.budget.chars(self.length + replaced * added.length);
    if (old === '') throw new Refusal('replace() needs a text to look for');
    const head = parts.slice(0, replaced + 1).join(added);
    return [head, ...parts.slice(replaced + 1)].join(old as string);
  },
  lower: plain('lower', (self) => self.toLowerCase()),
  upper: plain('upper', (self) => self.toUpperCase()),
  capitalize: plain('capitalize', (self) => self.slice(0, 1).toUpperCase() + self.slice(1).toLowerCase()),
  title: plain('title', (self) =>
    self.toLowerCase().replace(/\p{L}+/gu, (word) => word.slice(0, 1).toUpperCase() + word.slice(1)),
  ),
  strip: (self, call) => stripText(self, call, { start: true, end: true }),
  lstrip: (self, call) => stripText(self, call, { start: true, end: false }),
  rstrip: (self, call) => stripText(self, call, { start: false, end: true }),
  startswith: (self, call) => affixes(call, 'startswith').some((affix) => self.startsWith(affix)),
  endswith: (self, call) => affixes(call, 'endswith').some((affix) => self.endsWith(affix)),
  find(self, call) {
    const [part] = takeArguments(call, 'find', ['sub']);
    return BigInt(self.indexOf(text(part, 'find()')));
  },
  count(self, call) {
    const [part] = takeArguments(call, 'count', ['sub']);
    return BigInt(self.split(text(part, 'count()')).length - 1);
  },
  zfill(self, call) {
    const [width] = takeArguments(call, 'zfill', ['width']);
    const size = integer(width!);
    call.budget.chars(Math.max(0, size));
    const sign = /^[-+]/.exec(self)?.[0] ?? '';
    return sign + self.slice(sign.length).padStart(size - sign.length, '0');
  },
  isdigit: plain('isdigit', (self) => /^\p{Nd}+$/u.test(self)),
};

function plain(name: string, method: (self: string, call: Call) => PyValue): (self: string, call: Call) => PyValue {
  return (self, call) => {
    takeArguments(call, name, []);
    return method(self, call);
  };
}

function splitText(self: string, call: Call, fromEnd: boolean): PyList {
  const [separator, maximum] = takeArguments(call, 'split', ['sep?', 'maxsplit?']);
  const limit = maximum === undefined || integer(maximum) < 0 ? Number.POSITIVE_INFINITY : integer(maximum);
  if (separator === '') throw new Refusal('split() needs a separator that is not empty');
  const isSpace = separator === undefined || separator === null;
  const parts = isSpace ? self.split(/\s+/).filter((part) => part !== '') : self.split(text(separator, 'split()'));
  call.budget.items(parts.length);
  if (parts.length - 1 <= limit) return new PyList(parts, call.origin);
  // What lies beyond the limit stays one piece, with its separators.
  const kept = fromEnd ? parts.slice(parts.length - limit) : parts.slice(0, limit);
  let rest = isSpace ? (fromEnd ? self.trimEnd() : self.trimStart()) : self;
  for (const part of fromEnd ? [...kept].reverse() : kept) {
    rest = fromEnd ? rest.slice(0, rest.length - part.length) : rest.slice(part.length);
    if (isSpace) rest = fromEnd ? rest.trimEnd() : rest.trimStart();
    else rest = fromEnd ? rest.slice(0, -(separator as string).length) : rest.slice((separator as string).length);
  }
  return new PyList(fromEnd ? [rest, ...kept] : [...kept, rest], call.origin);
}

function stripText(self: string, call: Call, sides: { start: boolean; end: boolean }): string {
  const [chars] = takeArguments(call, 'strip', ['chars?']);
  const isStripped = (char: string): boolean =>
    chars === undefined || chars === null ? /\s/.test(char) : text(chars, 'strip()').includes(char);
  let start = 0;
  let end = self.length;
  while (sides.start && start < end && isStripped(self[start]!)) start++;
  while (sides.end && end > start && isStripped(self[end - 1]!)) end--;
  return self.slice(start, end);
}

function affixes(call: Call, name: string): string[] {
  const [affix] = takeArguments(call, name, ['affix']);
  if (affix instanceof PyTuple) return affix.items.map((item) => text(item, `${name}()`));
  if (typeof affix === 'string') return [affix];
  throw new Refusal(`${name}() needs a str or a tuple of them, not a value of type ${typeName(affix!)}`);
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './errors.js';
import { fillPlaceholders, quoteBaseReferences } from './formats/placeholders.js';
import { parseData, TEXT_FORMATS } from './formats/read-text.js';
import { parsePython } from './python/read.js';

/** A stream of numbers in [0, 1) that depends on the seed alone (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  ...'()[]{},:=.+-*/%@~&|^<>\'"\\\n\t #!?;$`\0é😀',
  ...[
    ' if ',
    ' else ',
    ' for x in ',
    ' in ',
    ' not ',
    ' and ',
    ' or ',
    ' is ',
    '**',
    '//',
    '<<',
    '==',
    '+=',
    "'''",
    '"""',
    '    ',
  ],
  ...[
    'dict(',
    'list(',
    'range(',
    'str(',
    'sorted(',
    '.copy()',
    '.update(',
    '.format(',
    '.split(',
    '.join(',
    '.append(',
    '_base_',
    '_base_.a',
  ],
  ...[
    "f'{",
    '{{',
    '}}',
    '{{_base_.a}}',
    '{{ fileDirname }}',
    '{{$A:1}}',
    '%(a)s',
    '{:>9}',
    '\\x',
    '\\N{X}',
    '[::-1]',
    '[1:]',
  ],
  ...[
    '10**9',
    '1e999',
    '-1',
    '0',
    '99999999999999999999',
    '0x',
    '1_',
    'None',
    'True',
    'lambda:',
    'import os\n',
    'with read_base():\n',
    'del ',
  ],
  ...['&a', '*a', '<<: ', '- ', '? ', '| ', '[[a]]', '"a" = ', '__proto__', 'null', '\r\n'],
];

/** Pieces of the fixtures, by format. */
export function seedTexts(fixtures: string): { format: string; text: string }[] {
  const seeds: { format: string; text: string }[] = [];
  for (const name of readdirSync(fixtures, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.py')) continue;
    // Statements by themselves: short texts are where a mutation matters.
    for (const text of readFileSync(join(fixtures, name), 'utf8').split(/\n(?=\S)/))
      seeds.push({ format: '.py', text });
  }
  const data = '"model": {"type": "A", "list": [1, 2.5, null, true, "{{_base_.a}}"], "name": "{{ fileBasename }}"}';
  const yaml = 'a: &x [1, "b"]\nc:\n  - d: *x\n  - <<: {e: 1}\nf: |\n  text\n';
  const toml = '[model]\ntype = "A"\nlist = [1, 2.5]\n[[steps]]\nname = \'x\'\nwhen = 2020-01-01\n';
  for (let copy = 0; copy < seeds.length / 10; copy++) {
    seeds.push(
      { format: '.json', text: `{${data}}` },
      { format: '.yaml', text: yaml },
      { format: '.toml', text: toml },
    );
  }
  return seeds;
}

/** One to eight random edits. */
export function mutate(text: string, other: string, random: () => number): string {
  const int = (below: number): number => Math.floor(random() * below);
  let result = text;
  for (let edits = 1 + int(8); edits > 0; edits--) {
    const from = int(result.length + 1);
    const to = Math.min(result.length, from + int(12));
    const kind = int(6);
    if (kind === 0) result = result.slice(0, from) + result.slice(to);
    else if (kind === 1) result = result.slice(0, from) + result.slice(from, to).repeat(1 + int(6)) + result.slice(to);
    else if (kind === 2)
      result = result.slice(0, from) + other.slice(int(other.length), int(other.length)) + result.slice(from);
    else if (kind === 3) result = result.slice(0, from) + String.fromCharCode(int(0x250)) + result.slice(from);
    else result = result.slice(0, from) + PIECES[int(PIECES.length)]! + result.slice(kind === 4 ? from : to);
  }
  return result;
}

const parsers = new Map(
  await Promise.all(Object.entries(TEXT_FORMATS).map(async ([format, load]) => [format, await load()] as const)),
);

/** Reads a text as a config of a format. A refusal is a fine outcome; anything else that is thrown is a bug. */
export function probe(format: string, text: string): 'read' | 'refused' {
  const file = `/fuzz/config${format}`;
  const base = { values: { a: 1, list: [1, { b: 2 }], model: { depth: 50 } }, origins: new Map() };
  try {
    if (format === '.py') {
      const config = parsePython(fillPlaceholders(text, file), file);
      if (config.style === 'merged') config.evaluate(base);
      else config.evaluate(new Map(config.modules.map((module) => [module, base])));
    } else {
      parseData(parsers.get(format)!, quoteBaseReferences(fillPlaceholders(text, file)), file);
    }
    return 'read';
  } catch (error) {
    if (error instanceof ConfigError) return 'refused';
    throw error;
  }
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError } from './errors.js';
import { loadConfig } from './load.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-hostile-'));
  const keys = Object.fromEntries(Array.from({ length: 15_000 }, (_, index) => [`key${index}`, [1]]));
  await writeFile(join(folder, 'many.json'), JSON.stringify({ ...keys, k: Array.from({ length: 10_000 }, () => 0) }));
});
afterAll(() => rm(folder, { recursive: true }));

const MEGABYTE = 1_000_000;
const deep = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);

const refused: [string, string, string | Uint8Array][] = [
  ['a huge string', 'a.py', "a = 'a' * 10**9\n"],
  ['a huge list', 'a.py', 'a = [0] * 10**12\n'],
  ['a huge range', 'a.py', 'a = range(10**12)\n'],
  ['a list of a huge range', 'a.py', 'a = list(range(10**12))\n'],
  ['a huge power', 'a.py', 'a = 10**10**10\n'],
  ['repeated squaring', 'a.py', `a = 7\n${'a = a * a\n'.repeat(60)}`],
  ['a huge shift', 'a.py', 'a = 1 << 10**12\n'],
  ['a huge width in a format', 'a.py', "a = '%999999999d' % 1\n"],
  ['a huge width', 'a.py', "a = f'{1:>999999}'\n".repeat(10)],
  ['doubling by f-strings', 'a.py', `a = 'x'\n${"a = f'{a}{a}'\n".repeat(60)}`],
  ['doubling by formats', 'a.py', `a = 'x'\n${"a = '{0}{0}'.format(a)\n".repeat(60)}`],
  ['doubling by percents', 'a.py', `a = 'x'\n${"a = '%s%s' % (a, a)\n".repeat(60)}`],
  ['picking from a long string', 'a.py', "s = 'é' * 1000000\na = [s[i] for i in range(300000)]\n"],
  ['comparing long strings', 'a.py', "s = 'x' * 1000000\nt = 'x' * 1000000\na = [s == t for i in range(300000)]\n"],
  ['searching long strings', 'a.py', "s = 'x' * 1000000\na = [s.count('x') for i in range(300000)]\n"],
  ['emptying a list from the front', 'a.py', 'l = [0] * 600000\nfor i in range(300000):\n  l.pop(0)\n'],
  ['filling a list at the front', 'a.py', 'l = []\nfor i in range(400000):\n  l.insert(0, i)\n'],
  ['walking a list often', 'a.py', 'l = [0] * 600000\na = [any(l) for i in range(100000)]\n'],
  ['measuring a set often', 'a.py', 'l = set(range(300000))\na = [len(l) for i in range(100000)]\n'],
  ['a template of open names', 'a.py', `a = '${'%('.repeat(200_000)}' % 1\n`],
  [
    'many references to much',
    'a.yaml',
    `_base_: many.json\n${Array.from({ length: 15_000 }, (_, i) => `r${i}: "{{_base_.k}}"\n`).join('')}`,
  ],
  ['doubling a string', 'a.py', `a = 'x'\n${'a = a + a\n'.repeat(60)}`],
  ['doubling a list', 'a.py', `a = [1]\n${'a += a\n'.repeat(60)}`],
  ['a tree of shared lists', 'a.py', `a = [1]\n${'a = [a, a, a, a]\n'.repeat(60)}`],
  ['a tree of shared mappings as text', 'a.py', `a = dict()\n${'a = dict(x=a, y=a)\n'.repeat(60)}b = str(a)\n`],
  ['comparing shared trees', 'a.py', `a = [1]\nb = [1]\n${'a = [a, a]\nb = [b, b]\n'.repeat(60)}c = a == b\n`],
  ['loops in loops', 'a.py', 'a = [0 for i in range(1000) for j in range(1000) for k in range(1000)]\n'],
  ['a list growing while it is walked', 'a.py', 'a = [1]\nfor i in range(100000):\n  a = a + [i]\n'],
  ['joining in a loop', 'a.py', "a = ''\nfor i in range(100000):\n  a += 'xxxxxxxxxxxxxxxxxxxx'\n"],
  ['sorting a lot', 'a.py', 'a = [sorted(range(50000)) for i in range(1000)]\n'],
  ['a list in itself', 'a.py', 'a = []\na.append(a)\nb = str(a)\n'],
  ['deep brackets', 'a.py', `a = ${deep('[', ']', 100_000)}\n`],
  ['deep calls', 'a.py', `a = ${deep('dict(a=', ')', 50_000)}\n`],
  ['deep braces', 'a.py', `a = ${deep('{', '}', 100_000)}\n`],
  ['many signs', 'a.py', `a = ${'-'.repeat(100_000)}1\n`],
  ['many nots', 'a.py', `a = ${'not '.repeat(100_000)}1\n`],
  ['a long sum', 'a.py', `a = ${'1+'.repeat(200_000)}1\n`],
  ['a long chain of powers', 'a.py', `a = ${'1**'.repeat(100_000)}1\n`],
  ['a long chain of attributes', 'a.py', `a = b${'.c'.repeat(200_000)}\n`],
  [
    'deep blocks',
    'a.py',
    `${Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}if 1:\n`).join('')}${' '.repeat(1000)}a=1\n`,
  ],
  ['open brackets', 'a.py', '['.repeat(MEGABYTE)],
  ['open quotes', 'a.py', '"""'.repeat(MEGABYTE / 3)],
  ['f-strings in f-strings', 'a.py', `a = ${deep("f'{", "}'", 2000)}\n`],
  ['self-inheritance', 'self.py', "_base_ = 'self.py'\n"],
  ['self-import', 'pure.py', 'with read_base():\n  from .pure import *\n'],
  ['ten megabytes of Python', 'a.py', 'a = 1\n'.repeat((10 * MEGABYTE) / 6)],
  ['ten megabytes of JSON', 'a.json', `[${'1,'.repeat(5 * MEGABYTE)}1]`],
  ['invalid UTF-8', 'a.py', Buffer.from([0x61, 0x3d, 0xff, 0xfe])],
  ['no text at all', 'a.py', Buffer.alloc(100_000)],
  ['a megabyte of JSON values', 'a.json', `{"a": [${'1,'.repeat(500_000)}1]}`],
  ['a megabyte of JSON lines', 'a.json', `{"a": [${'1,\n'.repeat(330_000)}1]}`],
  ['a long list deep in JSON', 'a.json', `{"a": ${'['.repeat(90)}${'1,'.repeat(60_000)}1${']'.repeat(90)}}`],
  ['deep JSON', 'a.json', `{"a": ${deep('[', ']', 500_000)}}`],
  ['deep YAML', 'a.yaml', `a: ${deep('[', ']', 100_000)}`],
  [
    'YAML laughs',
    'a.yaml',
    `a: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `k${i}: &k${i} [*${i ? `k${i - 1}` : 'a'}, *${i ? `k${i - 1}` : 'a'}]\n`).join('')}`,
  ],
  ['deep TOML', 'a.toml', `a = ${deep('[', ']', 100_000)}`],
  ['a megabyte of TOML', 'a.toml', `${'['.repeat(MEGABYTE)}`],
];

const harmless: [string, string, string][] = [
  ['a list growing at its end', 'a.py', 'l = []\nfor i in range(100000):\n  l.extend([i])\n  l += []\nl = len(l)\n'],
  [
    'many keys over many keys',
    'a.yaml',
    `_base_: many.json\n${Array.from({ length: 15_000 }, (_, i) => `key${i}: [2]\n`).join('')}`,
  ],
  ['open placeholders', 'a.py', `a = '${'{{$A:'.repeat(90_000)}'\n`],
  ['a long f-string', 'a.py', `a = f'${'{1}'.repeat(170_000)}'\n`],
  ['a megabyte of assignments', 'a.py', 'a = dict(b=[1, 2, 3], c="text")\n'.repeat(15_000)],
  ['a quarter megabyte of YAML', 'a.yaml', 'k:\n'.concat('  - a: 1\n'.repeat(20_000))],
  ['a quarter megabyte of TOML', 'a.toml', '[[k]]\na = 1\n'.repeat(20_000)],
];

async function outcome(name: string, text: string | Uint8Array): Promise<{ error: unknown; time: number }> {
  const file = join(folder, name);
  await writeFile(file, text);
  const start = performance.now();
  const error: unknown = await loadConfig(file).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, time: performance.now() - start };
}

// Two seconds are allowed on a quiet machine; a test shares its machine with others.
const LIMIT = 6000;

test.each(refused)('%s ends soon, in a clear error', async (_, name, text) => {
  const { error, time } = await outcome(name, text);
  expect(error).toBeInstanceOf(ConfigError);
  expect(time).toBeLessThan(LIMIT);
});

test.each(harmless)('%s is read soon', async (_, name, text) => {
  const { error, time } = await outcome(name, text);
  expect(error).toBeUndefined();
  expect(time).toBeLessThan(LIMIT);
});

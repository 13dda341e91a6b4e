import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpConfig } from './dump.js';
import { loadConfig } from './load.js';
import type { ConfigDict } from './values.js';

const resolved = JSON.parse(
  readFileSync(new URL('../fixtures/mmaction2-resolved.json', import.meta.url), 'utf8'),
) as Record<string, ConfigDict>;
const values = resolved['configs/recognition/tsn/tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb.py']!;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-dump-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each(['ts', 'py', 'json', 'yaml'] as const)('what is dumped as %s loads back equal', async (format) => {
  const file = join(folder, `config.${format}`);
  await writeFile(file, dumpConfig(values, format));
  const config = await loadConfig(file);
  expect(config.values).toEqual(values);
  expect(dumpConfig(config, format)).toBe(dumpConfig(values, format));
});

test('strings, keys and numbers of all kinds survive every format that can hold them', async () => {
  const odd = {
    a: 'true',
    b: '1e3',
    c: 'null',
    d: Number.POSITIVE_INFINITY,
    e: '# no comment',
    f: '2001-01-01',
    g: { 'dotted.key': -0.5, '0': 1, class: 2 },
    h: 'it\'s "quoted" \\ and\nbroken',
    i: [1e-7, 1e21, -1e16, 123456789.125, []],
    j: {},
    k: 'é 日本 😀 \u0007',
  };
  for (const format of ['ts', 'py', 'yaml'] as const) {
    const file = join(folder, `odd.${format}`);
    await writeFile(file, dumpConfig(odd, format));
    expect((await loadConfig(file)).values).toEqual(odd);
  }
});

test('what a format cannot say is refused', () => {
  expect(() => dumpConfig({ d: Number.POSITIVE_INFINITY }, 'json')).toThrow('`d` is Infinity');
  expect(() => dumpConfig({ 'my key': 1 }, 'py')).toThrow('`my key` cannot be the name of a Python variable');
});

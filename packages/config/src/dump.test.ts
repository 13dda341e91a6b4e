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

test.each(['json', 'yaml'] as const)('what is dumped as %s loads back equal', async (format) => {
  const file = join(folder, `config.${format}`);
  await writeFile(file, dumpConfig(values, format));
  const config = await loadConfig(file);
  expect(config.values).toEqual(values);
  expect(dumpConfig(config, format)).toBe(dumpConfig(values, format));
});

test('YAML keeps strings that look like other things, and infinities; JSON refuses the latter', async () => {
  const odd = { a: 'true', b: '1e3', c: 'null', d: Number.POSITIVE_INFINITY, e: '# no comment', f: '2001-01-01' };
  const file = join(folder, 'odd.yaml');
  await writeFile(file, dumpConfig(odd, 'yaml'));
  expect((await loadConfig(file)).values).toEqual(odd);
  expect(() => dumpConfig(odd, 'json')).toThrow('`d` is Infinity');
});

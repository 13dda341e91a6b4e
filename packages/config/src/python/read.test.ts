import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { loadConfig } from '../load.js';
import type { ConfigDict } from '../values.js';

// Values that MMEngine 0.11 gives for the files beside it. JSON has no infinities, so they are strings in it.
const fixtures = fileURLToPath(new URL('../../fixtures/python/', import.meta.url));
const resolved = JSON.parse(readFileSync(`${fixtures}resolved.json`, 'utf8'), (_, value: unknown) =>
  value === 'inf' ? Infinity : value === '-inf' ? -Infinity : value,
) as Record<string, ConfigDict>;

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each(Object.keys(resolved).filter((name) => !name.startsWith('pure')))(
  '%s.py is what MMEngine makes of it',
  async (name) => {
    expect((await loadConfig(`${fixtures}${name}.py`)).values).toEqual(resolved[name]);
  },
);

test('a pure-Python config is what MMEngine makes of it, but for classes, which bear the name a registry knows', async () => {
  const name = (value: unknown) =>
    typeof value === 'string' && /^(mm\w+|torch)\./.test(value) ? value.slice(value.lastIndexOf('.') + 1) : value;
  const expected: unknown = JSON.parse(JSON.stringify(resolved['pure/leaf']), (_, value: unknown) => name(value));
  const config = await loadConfig(`${fixtures}pure/leaf.py`);
  expect(config.values).toEqual(expected);
  expect(config.get('model.backbone.type')).toBe('ResNet');
});

test('environment variables replace their defaults, outside strings too', async () => {
  vi.stubEnv('CONFIG_TEST_ROOT', '/elsewhere');
  vi.stubEnv('CONFIG_TEST_WORKERS', '2');
  const config = await loadConfig(`${fixtures}inherit/leaf.py`);
  expect(config.get('root')).toBe('/elsewhere/videos');
  expect(config.get('workers')).toBe(2);
});

test('values know the file and line that set them, through inheritance and references', async () => {
  const config = await loadConfig(`${fixtures}inherit/leaf.py`);
  const origin = (path: string) => {
    const found = config.origin(path);
    return found && `${found.file.replace(fixtures, '')}:${found.line}`;
  };
  expect(origin('model.type')).toBe('inherit/parts/model.py:3');
  expect(origin('model.backbone.depth')).toBe('inherit/middle.py:3');
  expect(origin('model.head.loss.type')).toBe('inherit/leaf.py:15');
  expect(origin('model.neck')).toBe('inherit/leaf.py:12');
  expect(origin('train_pipeline.1.type')).toBe('inherit/leaf.py:9');
  expect(origin('train_pipeline.2.type')).toBe('inherit/parts/runtime.py:3');
  expect(origin('backbone.depth')).toBe('inherit/middle.py:3');
  const pure = await loadConfig(`${fixtures}pure/leaf.py`);
  expect(pure.origin('model.head.n')?.line).toBe(11);
  expect(pure.origin('model.backbone.depth')?.file).toBe(`${fixtures}pure/parts/model.py`);
});

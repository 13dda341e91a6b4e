import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { cachePath, checkpointCache, hashInName } from './cache.js';

test.each([
  ['resnet50-0676ba61.pth', '0676ba61'],
  ['tsn_kinetics400-rgb_20220906-cd10898e.pth', 'cd10898e'],
  ['model-20220906.pth', undefined],
  ['model-20221399.pth', '20221399'],
  ['model_0676ba61.pth', undefined],
  ['model.safetensors', undefined],
])('%s promises the hash %s', (name, hash) => {
  expect(hashInName(name)).toBe(hash);
});

test('the cache is outside the project, where the environment says', () => {
  expect(checkpointCache({ MMA_CACHE_DIR: '/a' })).toBe(resolve('/a/checkpoints'));
  expect(checkpointCache({ XDG_CACHE_HOME: '/b' })).toBe(resolve('/b/mma/checkpoints'));
});

test.each([
  'http://h/../../x.pth',
  'http://h/%2e%2e/%2e%2e/x.pth',
  'http://h/..%2f..%2fx.pth',
  'http://h/a/..%5c..%5cx.pth',
  'http://h/',
  'http://h/a\0b',
])('%s has a place in the cache and nowhere else', (url) => {
  const path = relative('/cache', cachePath(url, '/cache'));
  expect(path).not.toMatch(/^\.\.|\\/);
  expect(path.startsWith('h')).toBe(true);
});

test('a name with a hash says all', () => {
  expect(cachePath('https://h/a/b-0676ba61.pth', '/cache')).toBe(join('/cache', 'b-0676ba61.pth'));
});

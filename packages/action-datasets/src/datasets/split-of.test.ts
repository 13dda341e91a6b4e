import { expect, test } from 'vitest';
import { splitOf } from './split-of.js';

const names = Array.from({ length: 1000 }, (_, i) => `jumping/clip_${i}.mp4`);

test('each split gets about its share', () => {
  const splits = names.map((name) => splitOf(name, { train: 8, val: 1, test: 1 }));
  const counts = Object.fromEntries(
    [...Map.groupBy(splits, (split) => split)].map(([split, own]) => [split, own.length]),
  );
  expect(counts['train']).toBeGreaterThan(760);
  expect(counts['train']).toBeLessThan(840);
  expect(Math.min(counts['val']!, counts['test']!)).toBeGreaterThan(70);
});

test('a clip stays where it is, and a split without a share gets nothing', () => {
  for (const name of names) {
    expect(splitOf(name, { train: 0.8, val: 0.2 })).toBe(splitOf(name, { train: 8, val: 2, test: 0 }));
  }
});

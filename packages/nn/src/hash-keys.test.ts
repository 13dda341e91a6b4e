import { expect, test } from 'vitest';
import { hashKeys } from './hash-keys.js';

test('the bits of given keys never change', () => {
  expect(hashKeys(0, 'backbone.conv1.conv.weight')).toEqual([189451139, 593961382]);
});

test('order, type and boundaries of the keys matter', () => {
  const all = [
    hashKeys(),
    hashKeys(1),
    hashKeys('1'),
    hashKeys(1, 2),
    hashKeys(2, 1),
    hashKeys('ab', 'c'),
    hashKeys('a', 'bc'),
  ];
  expect(new Set(all.map(String)).size).toBe(all.length);
});

test('100 000 neighbouring keys do not collide and spread evenly over 16 buckets', () => {
  const seen = new Set<string>();
  const buckets = [new Array<number>(16).fill(0), new Array<number>(16).fill(0)];
  for (let epoch = 0; epoch < 10; epoch++) {
    for (let index = 0; index < 10_000; index++) {
      const bits = hashKeys(42, epoch, index);
      seen.add(bits.join());
      bits.forEach((word, lane) => {
        buckets[lane]![word >>> 28]! += 1;
      });
    }
  }
  expect(seen.size).toBe(100_000);
  for (const count of buckets.flat()) expect(Math.abs(count - 6250)).toBeLessThan(400);
});

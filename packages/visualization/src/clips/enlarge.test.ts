import { expect, test } from 'vitest';
import { enlarge } from './enlarge.js';

test('pixels of small pictures are repeated a whole number of times', () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16);
  const { data: large, ...size } = enlarge({ data, count: 2, height: 1, width: 2 }, 2);
  expect(size).toEqual({ count: 2, height: 2, width: 4 });
  const rows = [
    [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6],
    [11, 12, 13, 11, 12, 13, 14, 15, 16, 14, 15, 16],
  ];
  expect([...large]).toEqual([...rows[0]!, ...rows[0]!, ...rows[1]!, ...rows[1]!]);
});

test('pictures that are large enough stay as they are', () => {
  const pictures = { data: new Uint8Array(12), count: 1, height: 2, width: 2 };
  expect(enlarge(pictures, 2)).toBe(pictures);
});

import { expect, test } from 'vitest';
import { layOver } from './overlay.js';

test('colours mix by alpha, and only where the drawing lies', () => {
  const data = new Uint8Array(4 * 2 * 3).fill(100);
  const rgba = Uint8ClampedArray.of(200, 0, 100, 255, 200, 0, 100, 51);
  layOver({ data, width: 4, height: 2 }, { x: 1, y: 1, width: 2, height: 1, rgba });
  expect([...data.subarray(0, 15)]).toEqual(Array(15).fill(100));
  expect([...data.subarray(15, 21)]).toEqual([200, 0, 100, 120, 80, 100]);
  expect([...data.subarray(21)]).toEqual([100, 100, 100]);
});

test('a picture that is not of its size is refused', () => {
  const overlay = { x: 0, y: 0, width: 0, height: 0, rgba: new Uint8ClampedArray() };
  expect(() => layOver({ data: new Uint8Array(5), width: 2, height: 2 }, overlay)).toThrow(
    expect.objectContaining({ code: 'MMA_VISUALIZATION_FRAME' }),
  );
});

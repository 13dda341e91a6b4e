import { expect, test } from 'vitest';
import { fixture } from '../../testing/fixture.js';
import { type FrameFormula, formulaFrames } from '../../testing/formula-frames.js';
import { allocateFrames } from '../frames.js';
import { INTERPOLATIONS, type Interpolation, resizeFrames } from './resize-frames.js';

interface Row {
  interpolation: Interpolation;
  size: [number, number];
  bytes: string;
}

const { input, rows } = fixture<{ input: FrameFormula; rows: Row[] }>('resize.json');

test.each(rows)('$interpolation to $size is OpenCV’s', ({ interpolation, size, bytes }) => {
  const expected = Buffer.from(bytes, 'base64');
  const { data, shape } = resizeFrames(formulaFrames(input), size, interpolation);
  expect(shape).toEqual([1, size[1], size[0], 3]);
  const off = data.map((value, i) => Math.abs(value - expected[i]!));
  const wrong = off.filter((difference) => difference > 0).length;
  // OpenCV computes bicubic in float32 here: a rare last bit differs.
  expect(wrong).toBeLessThanOrEqual(interpolation === 'bicubic' ? data.length / 500 : 0);
  expect(Math.max(...off)).toBeLessThanOrEqual(1);
});

test.each(INTERPOLATIONS)('%s treats every channel and every frame alike', (interpolation) => {
  const noise = formulaFrames({ generator: 'noise', key: 'channels', n: 2, height: 20, width: 30 });
  const whole = resizeFrames(noise, [23, 33], interpolation);
  for (const [t, c] of [
    [0, 0],
    [1, 2],
  ] as const) {
    const one = allocateFrames([1, 20, 30, 1]);
    for (let i = 0; i < one.data.length; i++) one.data[i] = noise.data[(t * 600 + i) * 3 + c]!;
    const expected = resizeFrames(one, [23, 33], interpolation).data;
    const found = expected.map((_, i) => whole.data[(t * 33 * 23 + i) * 3 + c]!);
    expect(found).toEqual(expected);
  }
});

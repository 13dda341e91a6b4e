import { expect, test } from 'vitest';
import { fixture } from '../../testing/fixture.js';
import { type FrameFormula, formulaFrames } from '../../testing/formula-frames.js';
import { FloatPixels } from './float-pixels.js';

interface Row {
  steps: [name: 'brightness' | 'contrast' | 'saturation' | 'hue', factor: number][];
  bytes: string;
}

const { input, rows } = fixture<{ input: FrameFormula; rows: Row[] }>('color_jitter.json');

test.each(rows)('$steps is MMAction2’s', ({ steps, bytes }) => {
  const { data } = formulaFrames(input);
  const pixels = new FloatPixels(data.length);
  pixels.load(data);
  for (const [name, factor] of steps) {
    if (name === 'brightness') pixels.scaleBrightness(factor);
    else if (name === 'contrast') pixels.scaleContrast(factor);
    else if (name === 'saturation') pixels.scaleSaturation(factor);
    else pixels.shiftHue(Math.trunc(factor * 255));
  }
  const found = new Uint8Array(data.length);
  pixels.store(found);
  const expected = Buffer.from(bytes, 'base64');
  const off = found.map((value, i) => Math.abs(value - expected[i]!));
  // Hue goes through bytes, where OpenCV's rounding depends on the processor.
  const allowed = steps.some(([name]) => name === 'hue') ? data.length / 100 : 0;
  expect(off.filter((difference) => difference > 0).length).toBeLessThanOrEqual(allowed);
  expect(Math.max(...off)).toBeLessThanOrEqual(2);
});

import { expect, test } from 'vitest';
import { roundHalfToEven } from '../../rounding.js';
import { fixture } from '../../testing/fixture.js';
import { formulaFrames } from '../../testing/formula-frames.js';
import type { Frames } from '../frames.js';
import { adjustBrightness, adjustContrast, adjustSaturation, adjustSharpness } from './blend.js';
import { gaussianBlur } from './gaussian-blur.js';
import { adjustHue } from './hue.js';
import { padFrames } from './pad.js';
import { autocontrastCut, enhanceBrightness, enhanceColor, enhanceContrast, enhanceSharpness } from './pil.js';
import { resizeSmooth } from './resize-smooth.js';
import { autocontrast, equalize, invert, posterize, solarize } from './tone.js';
import { torchAffine } from './torch-affine.js';
import { warpAffine } from './warp-affine.js';

interface Row {
  source: string;
  name: string;
  args: never[];
  size: [number, number];
  bytes: string;
}

type Operation = (frames: Frames, ...args: never[]) => Frames;

const resize = (frames: Frames, size: readonly [number, number]) =>
  resizeSmooth(frames, size, { antialias: true, store: roundHalfToEven });

const OPERATIONS: Record<string, Operation> = {
  adjustBrightness,
  adjustContrast,
  adjustHue,
  adjustSaturation,
  adjustSharpness,
  autocontrast,
  autocontrastCut,
  enhanceBrightness,
  enhanceColor,
  enhanceContrast,
  enhanceSharpness,
  equalize,
  gaussianBlur,
  invert,
  padFrames,
  posterize,
  resize,
  solarize,
  torchAffine,
};

/** Noise over all values, and noise in a narrow range. */
function pictures(): Frames {
  const frames = formulaFrames({ generator: 'noise', key: 'augment', n: 2, height: 14, width: 18 });
  const half = frames.data.length / 2;
  for (let i = half; i < 2 * half; i++) frames.data[i] = Math.floor(frames.data[i]! / 3) + 60;
  return frames;
}

test.each(fixture<{ rows: Row[] }>('augment.json').rows)(
  '$name $args is that of $source',
  ({ name, args, size, bytes }) => {
    const { data, shape } = OPERATIONS[name]!(pictures(), ...args);
    const expected = Buffer.from(bytes, 'base64');
    expect(shape).toEqual([2, size[1], size[0], 3]);
    const off = data.map((value, i) => Math.abs(value - expected[i]!));
    // What is interpolated is computed in float64 here and in float32 there.
    const interpolated = ['adjustHue', 'gaussianBlur', 'resize', 'torchAffine'].includes(name);
    expect(off.filter((difference) => difference > 0).length).toBeLessThanOrEqual(interpolated ? data.length / 200 : 0);
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
  },
);

test('no operation writes into the pictures it was given', () => {
  for (const { name, args } of fixture<{ rows: Row[] }>('augment.json').rows) {
    const frames = pictures();
    OPERATIONS[name]!(frames, ...args);
    expect(frames.data).toEqual(pictures().data);
  }
});

test('a map of whole pixels moves them, and the fill follows', () => {
  const frames: Frames = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [1, 2, 3, 1] };
  for (const interpolation of ['nearest', 'bilinear'] as const) {
    const moved = warpAffine(frames, [1, 0, 1, 0, 1, 0], { interpolation, fill: 9 });
    expect([...moved.data]).toEqual([2, 3, 9, 5, 6, 9]);
  }
});

test('half outside is half fill, once mixed or twice as torchvision', () => {
  const frames: Frames = { data: Uint8Array.of(200, 200), shape: [1, 1, 2, 1] };
  expect([...warpAffine(frames, [1, 0, 0.5, 0, 1, 0], { fill: 100 }).data]).toEqual([200, 150]);
  expect([...warpAffine(frames, [1, 0, 0.5, 0, 1, 0], { fill: 100, edges: 'torchvision' }).data]).toEqual([200, 100]);
});

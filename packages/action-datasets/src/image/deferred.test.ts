import { expect, test } from 'vitest';
import { formulaFrames } from '../testing/formula-frames.js';
import { cropFrames } from './crop.js';
import { deferCrop, deferResize } from './deferred.js';
import { INTERPOLATIONS, resizeFrames } from './resize/resize-frames.js';

const noise = formulaFrames({ generator: 'noise', key: 'deferred', n: 2, height: 50, width: 70 });

test.each(INTERPOLATIONS)(
  'a crop that is resized %s, and the part of it that is kept, are those of one step after the other',
  (interpolation) => {
    const deferred = deferCrop(deferResize(deferCrop(noise, [5, 7, 60, 45]), [31, 80], interpolation), [3, 20, 30, 77]);
    const stepwise = cropFrames(
      resizeFrames(cropFrames(noise, [5, 7, 60, 45]), [31, 80], interpolation),
      [3, 20, 30, 77],
    );
    expect(deferred.shape).toEqual([2, 57, 27, 3]);
    expect(deferred.data).toEqual(stepwise.data);
  },
);

test('crops of crops and resizes of resizes add up', () => {
  const crop = deferCrop(deferCrop(noise, [5, 7, 60, 45]), [1, 2, 30, 20]);
  expect(crop).toEqual(cropFrames(noise, [6, 9, 35, 27]));
  const twice = deferResize(deferCrop(deferResize(noise, [40, 30], 'bilinear'), [3, 3, 33, 30]), [20, 20], 'area');
  const stepwise = resizeFrames(cropFrames(resizeFrames(noise, [40, 30]), [3, 3, 33, 30]), [20, 20], 'area');
  expect(twice.data).toEqual(stepwise.data);
});

test('pixels are made once, and cross a thread or a spread', () => {
  const crop = deferCrop(noise, [0, 0, 10, 10]);
  expect(structuredClone(crop)).toEqual(cropFrames(noise, [0, 0, 10, 10]));
  expect({ ...crop }.data).toBe(crop.data);
});

test('a crop outside the picture is refused at once', () => {
  expect(() => deferCrop(deferResize(noise, [20, 20], 'bilinear'), [0, 0, 21, 20])).toThrow(/21×20.*20×20/);
});

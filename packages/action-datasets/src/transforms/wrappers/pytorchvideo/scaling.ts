import { z } from 'zod';
import { resizeSmooth } from '../../../image/augment/resize-smooth.js';
import { type Box, cropFrames } from '../../../image/crop.js';
import type { Frames } from '../../../image/frames.js';
import { type CropRanges, drawCrop } from '../draw-crop.js';
import { operation } from '../operation.js';

const { fround } = Math;
const share = z.number().positive();

export const shortSideScale = operation(
  'ShortSideScale',
  { size: z.int().positive() },
  ({ size }) =>
    (frames) =>
      toShortSide(frames, size),
);

export const randomShortSideScale = operation(
  'RandomShortSideScale',
  { minSize: z.int().positive(), maxSize: z.int().positive() },
  ({ minSize, maxSize }) =>
    (frames, random) =>
      toShortSide(frames, random.int(minSize, Math.max(maxSize, minSize) + 1)),
);

/** A crop of drawn area and aspect ratio, resized; with `shift` it moves from one drawn crop to another through the clip. */
export const randomResizedCrop = operation(
  'RandomResizedCrop',
  {
    targetHeight: z.int().positive(),
    targetWidth: z.int().positive(),
    scale: z.tuple([share, share]),
    aspectRatio: z.tuple([share, share]),
    shift: z.boolean().default(false),
    logUniformRatio: z.boolean().default(true),
    interpolation: z.literal('bilinear').default('bilinear'),
    numTries: z.int().positive().default(10),
  },
  ({ targetHeight, targetWidth, scale, aspectRatio, shift, logUniformRatio, numTries }) =>
    (frames, random) => {
      const ranges: CropRanges = { scale, ratio: aspectRatio, evenInLogarithm: logUniformRatio, tries: numTries };
      const size = [targetWidth, targetHeight] as const;
      const box = drawCrop(frames, ranges, random);
      if (!shift) return resizeInUnits(cropFrames(frames, box), size);
      return alongClip(frames, [box, drawCrop(frames, ranges, random)], size);
    },
);

function toShortSide(frames: Frames, size: number): Frames {
  const [, height, width] = frames.shape;
  const long = (Math.max(height, width) / Math.min(height, width)) * size;
  return resizeInUnits(frames, width < height ? [size, Math.floor(long)] : [Math.floor(long), size]);
}

function alongClip(frames: Frames, [from, to]: readonly [Box, Box], size: readonly [number, number]): Frames {
  const [count, height, width, channels] = frames.shape;
  const bytes = height * width * channels;
  const pictures = Array.from({ length: count }, (_, t) => {
    const at = (start: number, end: number) => Math.trunc(start + ((end - start) * t) / Math.max(count - 1, 1));
    const left = at(from[0], to[0]);
    const top = at(from[1], to[1]);
    const right = left + at(from[2] - from[0], to[2] - to[0]);
    const bottom = top + at(from[3] - from[1], to[3] - to[1]);
    const frame: Frames = {
      data: frames.data.subarray(t * bytes, (t + 1) * bytes),
      shape: [1, height, width, channels],
    };
    return resizeInUnits(cropFrames(frame, [left, top, right, bottom]), size).data;
  });
  const data = new Uint8Array(count * size[0] * size[1] * channels);
  for (const [t, picture] of pictures.entries()) data.set(picture, t * picture.length);
  return { data, shape: [count, size[1], size[0], channels] };
}

/** The reference resizes pixels between 0 and 1, and cuts off what is left of a level. */
function resizeInUnits(frames: Frames, size: readonly [width: number, height: number]): Frames {
  const store = (value: number) => fround(fround(value / 255) * 255);
  return resizeSmooth(frames, size, { antialias: false, store });
}

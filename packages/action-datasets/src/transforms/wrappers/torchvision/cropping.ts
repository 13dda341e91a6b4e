import { z } from 'zod';
import { padFrames } from '../../../image/augment/pad.js';
import { resizeSmooth } from '../../../image/augment/resize-smooth.js';
import { cropFrames } from '../../../image/crop.js';
import type { Frames } from '../../../image/frames.js';
import { type Interpolation, resizeFrames } from '../../../image/resize/resize-frames.js';
import { roundHalfToEven } from '../../../rounding.js';
import { drawCrop } from '../draw-crop.js';
import { operation } from '../operation.js';
import { fillOption, heightAndWidth, interpolationMode, paddingMode, paddingOption } from './sizes.js';

const resizing = {
  interpolation: interpolationMode.default('bilinear'),
  antialias: z.boolean().nullable().default(true),
};

/** To [height, width], or so that the short edge has the given length. */
export const resize = operation(
  'Resize',
  {
    size: z.union([
      z.int().positive(),
      z.tuple([z.int().positive()]),
      z.tuple([z.int().positive(), z.int().positive()]),
    ]),
    maxSize: z.int().positive().nullish(),
    ...resizing,
  },
  ({ size, maxSize, ...how }) =>
    (frames) => {
      const [, height, width] = frames.shape;
      if (Array.isArray(size) && size.length === 2) return resizeLike(frames, [size[1], size[0]], how);
      const edge = Array.isArray(size) ? size[0] : size;
      const [short, long] = [Math.min(height, width), Math.max(height, width)];
      let [newShort, newLong] = [edge, Math.trunc((edge * long) / short)];
      if (maxSize != null && newLong > maxSize)
        [newShort, newLong] = [Math.trunc((maxSize * newShort) / newLong), maxSize];
      return resizeLike(frames, width <= height ? [newShort, newLong] : [newLong, newShort], how);
    },
);

export const pad = operation(
  'Pad',
  { padding: paddingOption, fill: fillOption.default(0), paddingMode },
  ({ padding, fill, paddingMode: mode }) =>
    (frames) =>
      padFrames(frames, padding, { mode, fill }),
);

/** Pictures that are too small are padded with black first. */
export const centerCrop = operation('CenterCrop', { size: heightAndWidth }, ({ size: [height, width] }) => (given) => {
  const missing = [Math.max(width - given.shape[2], 0), Math.max(height - given.shape[1], 0)] as const;
  const before = [Math.floor(missing[0] / 2), Math.floor(missing[1] / 2)] as const;
  const frames = padFrames(given, [before[0], before[1], missing[0] - before[0], missing[1] - before[1]]);
  const left = roundHalfToEven((frames.shape[2] - width) / 2);
  const top = roundHalfToEven((frames.shape[1] - height) / 2);
  return cropFrames(frames, [left, top, left + width, top + height]);
});

export const randomCrop = operation(
  'RandomCrop',
  {
    size: heightAndWidth,
    padding: paddingOption.nullish(),
    padIfNeeded: z.boolean().default(false),
    fill: fillOption.default(0),
    paddingMode,
  },
  ({ size: [height, width], padding, padIfNeeded, fill, paddingMode: mode }) =>
    (given, random) => {
      let frames = padding == null ? given : padFrames(given, padding, { mode, fill });
      if (padIfNeeded) {
        const x = Math.max(width - frames.shape[2], 0);
        frames = padFrames(frames, [x, 0, x, 0], { mode, fill });
        const y = Math.max(height - frames.shape[1], 0);
        frames = padFrames(frames, [0, y, 0, y], { mode, fill });
      }
      const top = random.int(0, Math.max(frames.shape[1] - height, 0) + 1);
      const left = random.int(0, Math.max(frames.shape[2] - width, 0) + 1);
      return cropFrames(frames, [left, top, left + width, top + height]);
    },
);

const share = z.number().positive();

export const randomResizedCrop = operation(
  'RandomResizedCrop',
  {
    size: heightAndWidth,
    scale: z.tuple([share, share]).default([0.08, 1]),
    ratio: z.tuple([share, share]).default([3 / 4, 4 / 3]),
    ...resizing,
  },
  ({ size: [height, width], scale, ratio, ...how }) =>
    (frames, random) =>
      resizeLike(cropFrames(frames, drawCrop(frames, { scale, ratio }, random)), [width, height], how),
);

function resizeLike(
  frames: Frames,
  size: readonly [width: number, height: number],
  { interpolation, antialias }: { interpolation: Interpolation; antialias: boolean | null },
): Frames {
  if (frames.shape[2] === size[0] && frames.shape[1] === size[1]) return frames;
  if (interpolation === 'nearest') return resizeFrames(frames, size, 'nearest');
  return resizeSmooth(frames, size, { antialias: antialias === true, store: roundHalfToEven });
}

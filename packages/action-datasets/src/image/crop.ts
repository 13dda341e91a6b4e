import { DataError } from '../errors.js';
import { allocateFrames, type Frames } from './frames.js';

/** A rectangle in pixels: left and top are inside, right and bottom are just outside. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

/**
 * Cuts the same rectangle out of every frame.
 *
 * @returns `[T, bottom − top, right − left, C]` in a fresh buffer; the given frames when the box covers them whole.
 * @throws DataError `MMA_DATA_CROP_OUTSIDE` when the box is empty or leaves the picture.
 */
export function cropFrames(frames: Frames, box: Box): Frames {
  const [, height, width] = frames.shape;
  const [left, top, right, bottom] = box;
  if (left === 0 && top === 0 && right === width && bottom === height) return frames;
  const output = allocateFrames([frames.shape[0], bottom - top, right - left, frames.shape[3]]);
  copyCrop(frames, box, output.data);
  return output;
}

/** Writes one crop of every frame into `target` from its start; returns the number of bytes written. */
export function copyCrop(frames: Frames, box: Box, target: Uint8Array): number {
  const [count, height, width, channels] = frames.shape;
  const [left, top, right, bottom] = box;
  assertInside(box, width, height);
  const rowBytes = (right - left) * channels;
  let written = 0;
  for (let t = 0; t < count; t++) {
    for (let y = top; y < bottom; y++) {
      const start = ((t * height + y) * width + left) * channels;
      target.set(frames.data.subarray(start, start + rowBytes), written);
      written += rowBytes;
    }
  }
  return written;
}

/** @throws DataError `MMA_DATA_CROP_OUTSIDE` unless the box is a non-empty part of a `width` × `height` picture. */
export function assertInside(box: Box, width: number, height: number): void {
  const [left, top, right, bottom] = box;
  if (left >= 0 && top >= 0 && right <= width && bottom <= height && left < right && top < bottom) return;
  throw new DataError(
    'MMA_DATA_CROP_OUTSIDE',
    `a crop of ${right - left}×${bottom - top} pixels does not fit into a picture of ${width}×${height}`,
    { hint: 'put a Resize before the crop, or ask for a smaller crop' },
  );
}

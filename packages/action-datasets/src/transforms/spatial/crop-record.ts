import type { Results } from '@mma/engine';
import { type Box, cropFrames } from '../../image/crop.js';
import { type Frames, setFrames } from '../../image/frames.js';

/**
 * Crops the pictures and writes down where: `crop_bbox` in pixels of the picture before this crop, `crop_quadruple`
 * (x, y, width, height) as fractions of the picture before all crops, in float32.
 */
export function applyCrop(results: Results, frames: Frames, box: Box): Results {
  const [, height, width] = frames.shape;
  setFrames(results, cropFrames(frames, box));
  const [left, top, right, bottom] = box;
  const [x, y, w, h] = (results['crop_quadruple'] as number[] | undefined) ?? [0, 0, 1, 1];
  results['crop_bbox'] = [...box];
  results['crop_quadruple'] = [
    x! + (left / width) * w!,
    y! + (top / height) * h!,
    ((right - left) / width) * w!,
    ((bottom - top) / height) * h!,
  ].map(Math.fround);
  return results;
}

import type { Results } from '@mma/engine';
import { assertInside, type Box } from '../../image/crop.js';
import { deferCrop } from '../../image/deferred.js';
import { framesOf, setFrames } from '../../image/frames.js';
import { cropGeometry } from './geometry.js';
import { type LazyOperations, lazyOperations } from './lazy.js';
import { pictureShape } from './picture-shape.js';

const { fround } = Math;

/**
 * Crops pictures, keypoints and boxes and writes down where: `crop_bbox` in pixels of the picture before this crop,
 * `crop_quadruple` (x, y, width, height) as fractions of the picture before all crops, in float32. A lazy crop is only
 * written down.
 *
 * @throws DataError `MMA_DATA_CROP_OUTSIDE`, `MMA_DATA_LAZY`
 */
export function applyCrop(results: Results, box: Box, step: { name: string; lazy: boolean }): Results {
  const [height, width] = pictureShape(results, step.name);
  const lazy = lazyOperations(results, { ...step, shape: [height, width] });
  assertInside(box, width, height);
  const [left, top, right, bottom] = box;
  if (lazy !== undefined) lazy.crop_bbox = cropOfCrop(lazy, box, [height, width]);
  else {
    if (results['imgs'] !== undefined) setFrames(results, deferCrop(framesOf(results, step.name), box));
    cropGeometry(results, box);
  }
  const quadruple = (results['crop_quadruple'] as Quadruple | undefined) ?? [0, 0, 1, 1];
  results['img_shape'] = [bottom - top, right - left];
  results['crop_bbox'] = [...box];
  results['crop_quadruple'] = partOf(quadruple, [
    left / width,
    top / height,
    (right - left) / width,
    (bottom - top) / height,
  ]);
  return results;
}

type Quadruple = readonly [x: number, y: number, width: number, height: number];

/** A part of a part, as a part of the whole; each operation in float32, as NumPy has it. */
function partOf([x, y, w, h]: Quadruple, part: Quadruple): number[] {
  const across = (share: number) => fround(fround(share) * w);
  const down = (share: number) => fround(fround(share) * h);
  return [fround(x + across(part[0])), fround(y + down(part[1])), across(part[2]), down(part[3])];
}

/** A box in a picture that is a crop, perhaps resized, as a box in the picture before; in float32, as the reference has it. */
function cropOfCrop(
  { crop_bbox: [left, top, right, bottom] }: LazyOperations,
  box: Box,
  [height, width]: readonly [number, number],
): LazyOperations['crop_bbox'] {
  const across = (x: number) => fround(left + fround(fround(x * fround(right - left)) / width));
  const down = (y: number) => fround(top + fround(fround(y * fround(bottom - top)) / height));
  return [across(box[0]), down(box[1]), across(box[2]), down(box[3])];
}

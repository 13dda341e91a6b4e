import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';
import type { Box } from '../../image/crop.js';
import { deferCrop, deferResize } from '../../image/deferred.js';
import { framesOf, setFrames } from '../../image/frames.js';
import { roundHalfToEven } from '../../rounding.js';
import { flipPictures } from './flip-pictures.js';
import type { LazyOperations } from './lazy.js';

/**
 * Does what the `lazy` steps before it have put off, at once: one crop, one resize, one flip. The result is not that of the
 * steps one by one: pixels are interpolated once, not at each resize.
 *
 * Reads `imgs`, `img_shape`, `lazy`; writes `imgs`, and removes `lazy`.
 */
@TRANSFORMS.register()
export class Fuse extends BaseTransform {
  static readonly options = z
    .strictObject({})
    .describe('Does what the lazy steps before it have put off: one crop, one resize, one flip.');

  constructor(options: z.input<typeof Fuse.options> = {}) {
    super();
    Fuse.options.parse(options);
  }

  override transform(results: Results): Results {
    const lazy = results['lazy'] as LazyOperations | undefined;
    if (lazy === undefined) {
      throw new DataError('MMA_DATA_LAZY', 'Fuse found no lazy step before it', {
        hint: 'set `lazy: true` in the crops, resizes and flips before Fuse, or leave Fuse out',
      });
    }
    delete results['lazy'];
    const [height, width] = results['img_shape'] as [number, number];
    const crop = lazy.crop_bbox.map(roundHalfToEven) as unknown as Box;
    const cropped = deferCrop(framesOf(results, 'Fuse'), crop);
    setFrames(results, deferResize(cropped, [width, height], lazy.interpolation ?? 'bilinear'));
    if (lazy.flip) flipPictures(results, lazy.flip_direction ?? 'horizontal', 'Fuse');
    return results;
  }
}

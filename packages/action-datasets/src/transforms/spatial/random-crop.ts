import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { assertInside } from '../../image/crop.js';
import { framesOf } from '../../image/frames.js';
import { applyCrop } from './crop-record.js';
import { lazyOption } from './shared-options.js';

/**
 * Cuts a square of `size` pixels at a drawn place, the same in every frame.
 *
 * Reads `imgs`; writes `imgs`, `img_shape`, `crop_bbox`, `crop_quadruple`.
 */
@TRANSFORMS.register()
export class RandomCrop extends BaseTransform {
  static readonly options = z.strictObject({
    size: z.int().positive().describe('edge of the square in pixels'),
    lazy: lazyOption,
  });

  readonly #size: number;

  constructor(options: z.input<typeof RandomCrop.options>) {
    super();
    this.#size = RandomCrop.options.parse(options).size;
  }

  override transform(results: Results, random: Random): Results {
    const frames = framesOf(results, 'RandomCrop');
    const [, height, width] = frames.shape;
    const size = this.#size;
    assertInside([0, 0, size, size], width, height);
    // The last possible offset is never drawn: so the reference defines it.
    const top = height > size ? random.int(0, height - size) : 0;
    const left = width > size ? random.int(0, width - size) : 0;
    return applyCrop(results, frames, [left, top, left + size, top + size]);
  }
}

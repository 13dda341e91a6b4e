import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { assertInside } from '../../image/crop.js';
import { applyCrop } from './apply-crop.js';
import { pictureShape } from './picture-shape.js';
import { lazyOption } from './shared-options.js';

/**
 * Cuts a square of `size` pixels at a drawn place, the same in every frame.
 *
 * Reads `imgs`, and `keypoint`, `gt_bboxes`, `proposals` where present; writes them, `img_shape`, `crop_bbox`, `crop_quadruple`.
 */
@TRANSFORMS.register()
export class RandomCrop extends BaseTransform {
  static readonly options = z
    .strictObject({
      size: z.int().positive().describe('edge of the square in pixels'),
      lazy: lazyOption,
    })
    .describe('Cuts a square at a drawn place.');

  readonly #options: z.output<typeof RandomCrop.options>;

  constructor(options: z.input<typeof RandomCrop.options>) {
    super();
    this.#options = RandomCrop.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const [height, width] = pictureShape(results, 'RandomCrop');
    const { size, lazy } = this.#options;
    assertInside([0, 0, size, size], width, height);
    // The last possible offset is never drawn: so the reference defines it.
    const top = height > size ? random.int(0, height - size) : 0;
    const left = width > size ? random.int(0, width - size) : 0;
    return applyCrop(results, [left, top, left + size, top + size], { name: 'RandomCrop', lazy });
  }
}

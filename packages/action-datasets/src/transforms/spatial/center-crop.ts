import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { applyCrop } from './apply-crop.js';
import { pictureShape } from './picture-shape.js';
import { lazyOption, sizeOption, widthAndHeight } from './shared-options.js';

/**
 * Cuts the middle out of every frame.
 *
 * Reads `imgs`, and `keypoint`, `gt_bboxes`, `proposals` where present; writes them, `img_shape`, `crop_bbox`, `crop_quadruple`.
 */
@TRANSFORMS.register()
export class CenterCrop extends BaseTransform {
  static readonly options = z
    .strictObject({
      cropSize: sizeOption.describe('edge of a square, or [width, height], in pixels'),
      lazy: lazyOption,
    })
    .describe('Cuts the middle out of every picture.');

  readonly #size: readonly [width: number, height: number];
  readonly #lazy: boolean;

  constructor(options: z.input<typeof CenterCrop.options>) {
    super();
    const { cropSize, lazy } = CenterCrop.options.parse(options);
    this.#size = widthAndHeight(cropSize);
    this.#lazy = lazy;
  }

  override transform(results: Results): Results {
    const [width, height] = this.#size;
    const [pictureHeight, pictureWidth] = pictureShape(results, 'CenterCrop');
    const left = Math.floor((pictureWidth - width) / 2);
    const top = Math.floor((pictureHeight - height) / 2);
    return applyCrop(results, [left, top, left + width, top + height], { name: 'CenterCrop', lazy: this.#lazy });
  }
}

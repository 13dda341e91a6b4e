import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { framesOf } from '../../image/frames.js';
import { applyCrop } from './crop-record.js';
import { lazyOption, sizeOption, widthAndHeight } from './shared-options.js';

/**
 * Cuts the middle out of every frame.
 *
 * Reads `imgs`; writes `imgs`, `img_shape`, `crop_bbox`, `crop_quadruple`.
 */
@TRANSFORMS.register()
export class CenterCrop extends BaseTransform {
  static readonly options = z.strictObject({
    cropSize: sizeOption.describe('edge of a square, or [width, height], in pixels'),
    lazy: lazyOption,
  });

  readonly #size: readonly [width: number, height: number];

  constructor(options: z.input<typeof CenterCrop.options>) {
    super();
    this.#size = widthAndHeight(CenterCrop.options.parse(options).cropSize);
  }

  override transform(results: Results): Results {
    const frames = framesOf(results, 'CenterCrop');
    const [width, height] = this.#size;
    const left = Math.floor((frames.shape[2] - width) / 2);
    const top = Math.floor((frames.shape[1] - height) / 2);
    return applyCrop(results, frames, [left, top, left + width, top + height]);
  }
}

import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';
import { type Box, copyCrop } from '../../image/crop.js';
import { allocateFrames, framesOf, setFrames } from '../../image/frames.js';
import { sizeOption, widthAndHeight } from './shared-options.js';

/**
 * Takes three crops along the longer side: all frames at its start, then at its end, then in its middle.
 * `imgs` becomes `[3·T, height, width, C]`.
 *
 * Reads `imgs`; writes `imgs`, `img_shape`, `crop_bbox` (one box a picture).
 */
@TRANSFORMS.register()
export class ThreeCrop extends BaseTransform {
  static readonly options = z
    .strictObject({
      cropSize: sizeOption.describe('edge of a square, or [width, height]; one side must equal the picture’s'),
    })
    .describe('Takes three crops along the longer side.');

  readonly #size: readonly [width: number, height: number];

  constructor(options: z.input<typeof ThreeCrop.options>) {
    super();
    this.#size = widthAndHeight(ThreeCrop.options.parse(options).cropSize);
  }

  override transform(results: Results): Results {
    const frames = framesOf(results, 'ThreeCrop');
    const [count, height, width, channels] = frames.shape;
    const [cropWidth, cropHeight] = this.#size;
    if (cropHeight !== height && cropWidth !== width) {
      throw new DataError(
        'MMA_DATA_CROP_MISMATCH',
        `ThreeCrop of ${cropWidth}×${cropHeight} needs a picture of that width or that height, found ${width}×${height}`,
        { hint: `put a Resize with scale [-1, ${Math.min(cropWidth, cropHeight)}] before it` },
      );
    }
    const alongX = cropHeight === height;
    const step = Math.floor((alongX ? width - cropWidth : height - cropHeight) / 2);
    const boxes = [0, 2 * step, step].map(
      (at): Box => (alongX ? [at, 0, at + cropWidth, cropHeight] : [0, at, cropWidth, at + cropHeight]),
    );
    const output = allocateFrames([3 * count, cropHeight, cropWidth, channels]);
    let written = 0;
    for (const box of boxes) written += copyCrop(frames, box, output.data.subarray(written));
    setFrames(results, output);
    results['crop_bbox'] = boxes.flatMap((box) => Array.from({ length: count }, () => [...box]));
    return results;
  }
}

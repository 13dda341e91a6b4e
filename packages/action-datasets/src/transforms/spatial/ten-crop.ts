import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { type Box, copyCrop } from '../../image/crop.js';
import { flipHorizontally } from '../../image/flip.js';
import { allocateFrames, framesOf, setFrames } from '../../image/frames.js';
import { sizeOption, widthAndHeight } from './shared-options.js';

/**
 * Takes the four corners and the centre, each followed by its mirror image: `imgs` becomes `[10·T, height, width, C]`.
 *
 * Reads `imgs`; writes `imgs`, `img_shape`, `crop_bbox` (one box a picture).
 */
@TRANSFORMS.register()
export class TenCrop extends BaseTransform {
  static readonly options = z
    .strictObject({
      cropSize: sizeOption.describe('edge of a square, or [width, height], in pixels'),
    })
    .describe('Takes the four corners and the centre, each followed by its mirror image.');

  readonly #size: readonly [width: number, height: number];

  constructor(options: z.input<typeof TenCrop.options>) {
    super();
    this.#size = widthAndHeight(TenCrop.options.parse(options).cropSize);
  }

  override transform(results: Results): Results {
    const frames = framesOf(results, 'TenCrop');
    const [count, height, width, channels] = frames.shape;
    const [cropWidth, cropHeight] = this.#size;
    const stepX = Math.floor((width - cropWidth) / 4);
    const stepY = Math.floor((height - cropHeight) / 4);
    const places = [
      [0, 0],
      [4, 0],
      [0, 4],
      [4, 4],
      [2, 2],
    ] as const;
    const output = allocateFrames([10 * count, cropHeight, cropWidth, channels]);
    const boxes: Box[] = [];
    let written = 0;
    for (const [across, down] of places) {
      const left = across * stepX;
      const top = down * stepY;
      const box: Box = [left, top, left + cropWidth, top + cropHeight];
      const size = copyCrop(frames, box, output.data.subarray(written));
      const mirrored = output.data.subarray(written + size, written + 2 * size);
      mirrored.set(output.data.subarray(written, written + size));
      flipHorizontally({ data: mirrored, shape: [count, cropHeight, cropWidth, channels] });
      written += 2 * size;
      boxes.push(...Array.from({ length: 2 * count }, () => box));
    }
    setFrames(results, output);
    results['crop_bbox'] = boxes.map((box) => [...box]);
    return results;
  }
}

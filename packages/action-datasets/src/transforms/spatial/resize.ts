import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { deferResize } from '../../image/deferred.js';
import { framesOf, setFrames } from '../../image/frames.js';
import { scaleGeometry } from './geometry.js';
import { lazyOperations } from './lazy.js';
import { pictureShape } from './picture-shape.js';
import { rescaleSize } from './rescale-size.js';
import { interpolationOption, lazyOption } from './shared-options.js';

const edge = z.union([z.int().positive(), z.literal(-1)]);

/**
 * Resizes the pictures as OpenCV does: to the byte, but for `bicubic`, where one byte in thousands is off by one.
 *
 * With `keepRatio`, `scale` is a factor or the largest long and short edge (−1 leaves the long one free: `[-1, 256]` gives
 * short edges of 256). Without, it is `[width, height]`.
 *
 * Reads `imgs`, and `keypoint`, `gt_bboxes`, `proposals` where present; writes them, `img_shape`, `keep_ratio`, `scale_factor` (width, height; over all resizes, in float32).
 */
@TRANSFORMS.register()
export class Resize extends BaseTransform {
  static readonly options = z
    .strictObject({
      scale: z.union([z.number().positive(), z.tuple([edge, edge])]).describe('factor, edges, or [width, height]'),
      keepRatio: z.boolean().default(true).describe('keep the aspect ratio and fit into the scale'),
      interpolation: interpolationOption,
      lazy: lazyOption,
    })
    .refine(({ scale, keepRatio }) => keepRatio || (Array.isArray(scale) && Math.min(...scale) > 0), {
      path: ['scale'],
      error: 'with keep_ratio false, scale is [width, height], both positive',
    })
    .refine(({ scale }) => !Array.isArray(scale) || Math.max(...scale) > 0, {
      path: ['scale'],
      error: 'only one edge may be -1',
    })
    .describe('Resizes the pictures as OpenCV does.');

  readonly #options: z.output<typeof Resize.options>;

  constructor(options: z.input<typeof Resize.options>) {
    super();
    this.#options = Resize.options.parse(options);
  }

  override transform(results: Results): Results {
    const { scale, keepRatio, interpolation, lazy } = this.#options;
    const [height, width] = pictureShape(results, 'Resize');
    const putOff = lazyOperations(results, { name: 'Resize', lazy, shape: [height, width] });
    const [newWidth, newHeight] = keepRatio ? rescaleSize([width, height], scale) : (scale as [number, number]);
    const factor = [Math.fround(newWidth / width), Math.fround(newHeight / height)] as const;
    if (putOff !== undefined) putOff.interpolation = interpolation;
    else {
      if (results['imgs'] !== undefined) {
        setFrames(results, deferResize(framesOf(results, 'Resize'), [newWidth, newHeight], interpolation));
      }
      scaleGeometry(results, factor);
    }
    results['img_shape'] = [newHeight, newWidth];
    const [x, y] = (results['scale_factor'] as number[] | undefined) ?? [1, 1];
    results['scale_factor'] = [Math.fround(x! * factor[0]), Math.fround(y! * factor[1])];
    results['keep_ratio'] = keepRatio;
    return results;
  }
}

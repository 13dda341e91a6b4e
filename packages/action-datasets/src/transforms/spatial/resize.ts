import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { builtOnly } from '../../built-only.js';
import { resizeBilinear } from '../../image/bilinear.js';
import { framesOf, setFrames } from '../../image/frames.js';
import { rescaleSize } from './rescale-size.js';
import { lazyOption } from './shared-options.js';

const edge = z.union([z.int().positive(), z.literal(-1)]);

/**
 * Resizes the pictures with bilinear interpolation, equal to the byte to OpenCV's.
 *
 * With `keepRatio`, `scale` is a factor or the largest long and short edge (−1 leaves the long one free: `[-1, 256]` gives
 * short edges of 256). Without, it is `[width, height]`.
 *
 * Reads `imgs`; writes `imgs`, `img_shape`, `keep_ratio`, `scale_factor` (width, height; over all resizes, in float32).
 */
@TRANSFORMS.register()
export class Resize extends BaseTransform {
  static readonly options = z
    .strictObject({
      scale: z.union([z.number().positive(), z.tuple([edge, edge])]).describe('factor, edges, or [width, height]'),
      keepRatio: z.boolean().default(true).describe('keep the aspect ratio and fit into the scale'),
      interpolation: builtOnly('bilinear', ['nearest', 'bicubic', 'area', 'lanczos']).describe(
        'how pixels between pixels are made',
      ),
      lazy: lazyOption,
    })
    .refine(({ scale, keepRatio }) => keepRatio || (Array.isArray(scale) && Math.min(...scale) > 0), {
      path: ['scale'],
      error: 'with keep_ratio false, scale is [width, height], both positive',
    })
    .refine(({ scale }) => !Array.isArray(scale) || Math.max(...scale) > 0, {
      path: ['scale'],
      error: 'only one edge may be -1',
    });

  readonly #options: z.output<typeof Resize.options>;

  constructor(options: z.input<typeof Resize.options>) {
    super();
    this.#options = Resize.options.parse(options);
  }

  override transform(results: Results): Results {
    const { scale, keepRatio } = this.#options;
    const frames = framesOf(results, 'Resize');
    const [, height, width] = frames.shape;
    const [newWidth, newHeight] = keepRatio ? rescaleSize([width, height], scale) : (scale as [number, number]);
    setFrames(results, resizeBilinear(frames, newWidth, newHeight));
    const [x, y] = (results['scale_factor'] as number[] | undefined) ?? [1, 1];
    results['scale_factor'] = [
      Math.fround(x! * Math.fround(newWidth / width)),
      Math.fround(y! * Math.fround(newHeight / height)),
    ];
    results['keep_ratio'] = keepRatio;
    return results;
  }
}

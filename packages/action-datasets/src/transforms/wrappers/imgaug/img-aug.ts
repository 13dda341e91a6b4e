import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../../errors.js';
import { framesOf, setFrames } from '../../../image/frames.js';
import { requireRgb } from '../../color/require-rgb.js';
import { augmenter, DEFAULT } from './augmenters.js';

/**
 * Augmentations of imgaug by their names, one after the other, the same draw for all pictures of a sample; or with
 * `'default'` two steps of RandAugment.
 *
 * Reads and writes `imgs`, `img_shape`.
 */
@TRANSFORMS.register({ name: 'ImgAug', aliases: ['Imgaug'] })
export class ImgAug extends BaseTransform {
  static readonly options = z
    .strictObject({
      transforms: z
        .union([z.array(augmenter), z.literal('default').transform(() => [augmenter.parse(DEFAULT)])])
        .describe("the augmenters, `{ type: 'Rotate', rotate: [-20, 20] }`, or 'default'"),
    })
    .describe('Augmentations of imgaug by their names, computed here.');

  readonly #augmenters: z.output<typeof ImgAug.options>['transforms'];

  constructor(options: z.input<typeof ImgAug.options> | z.output<typeof ImgAug.options>) {
    super();
    const { transforms } = options;
    const isBuilt = Array.isArray(transforms) && transforms.every((one) => typeof one === 'function');
    this.#augmenters = isBuilt ? transforms : ImgAug.options.parse(options).transforms;
  }

  /** @throws DataError `MMA_DATA_BOXES`, `MMA_DATA_NOT_RGB` */
  override transform(results: Results, random: Random): Results {
    const frames = framesOf(results, 'ImgAug');
    requireRgb(frames, 'ImgAug');
    const boxes = ['gt_bboxes', 'proposals'].find((key) => results[key] != null);
    if (boxes !== undefined) {
      throw new DataError('MMA_DATA_BOXES', `ImgAug moves no boxes here, and the sample has \`${boxes}\``, {
        hint: 'use RandomResizedCrop, Resize, Flip and ColorJitter',
      });
    }
    setFrames(
      results,
      this.#augmenters.reduce((pictures, augment) => augment(pictures, random), frames),
    );
    return results;
  }
}

import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { DataError } from '../../../errors.js';
import { framesOf, setFrames } from '../../../image/frames.js';
import { type Augmentation, anyOf, type NamedOperation } from '../operation.js';
import { augMix } from './aug-mix.js';
import { randAugment } from './rand-augment.js';
import { randomResizedCrop, randomShortSideScale, shortSideScale } from './scaling.js';

const OPERATIONS = [augMix, randAugment, randomResizedCrop, randomShortSideScale, shortSideScale].map((named) =>
  named('op'),
);

/**
 * An augmentation of `pytorchvideo.transforms` by its name (`op`) and with its options, the same draw for all pictures of a
 * sample: those that MMAction2 supports.
 *
 * Reads and writes `imgs`, `img_shape`.
 */
@TRANSFORMS.register()
export class PytorchVideoWrapper extends BaseTransform {
  static readonly options = anyOf(OPERATIONS, 'op').describe(
    'An augmentation of pytorchvideo.transforms by its name, computed here.',
  );

  readonly #augment: Augmentation;

  /** @param options `{ op: 'RandAugment', magnitude: 7 }`, in code's spelling; or what to do */
  constructor(options: NamedOperation | Augmentation) {
    super();
    this.#augment = typeof options === 'function' ? options : PytorchVideoWrapper.options.parse(options);
  }

  /** @throws DataError `MMA_DATA_BOXES` for samples with boxes, which it does not move */
  override transform(results: Results, random: Random): Results {
    const boxes = ['gt_bboxes', 'proposals'].find((key) => results[key] != null);
    if (boxes !== undefined) {
      throw new DataError('MMA_DATA_BOXES', `PytorchVideoWrapper moves no boxes, and the sample has \`${boxes}\``, {
        hint: 'use RandomResizedCrop, Resize and Flip',
      });
    }
    setFrames(results, this.#augment(framesOf(results, 'PytorchVideoWrapper'), random));
    return results;
  }
}

import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { framesOf, setFrames } from '../../../image/frames.js';
import { type Augmentation, anyOf, type NamedOperation } from '../operation.js';
import { augMix } from './aug-mix.js';
import { autoAugment, randAugment, trivialAugmentWide } from './auto-augment.js';
import { colorJitter, grayscale, randomGaussianBlur, randomGrayscale } from './colour.js';
import { centerCrop, pad, randomCrop, randomResizedCrop, resize } from './cropping.js';
import { randomAffine, randomHorizontalFlip, randomRotation, randomVerticalFlip } from './geometry.js';
import {
  randomAdjustSharpness,
  randomAutocontrast,
  randomEqualize,
  randomInvert,
  randomPosterize,
  randomSolarize,
} from './tone.js';

const OPERATIONS = [
  augMix,
  autoAugment,
  centerCrop,
  colorJitter,
  grayscale,
  pad,
  randAugment,
  randomAdjustSharpness,
  randomAffine,
  randomAutocontrast,
  randomCrop,
  randomEqualize,
  randomGaussianBlur,
  randomGrayscale,
  randomHorizontalFlip,
  randomInvert,
  randomPosterize,
  randomResizedCrop,
  randomRotation,
  randomSolarize,
  randomVerticalFlip,
  resize,
  trivialAugmentWide,
].map((named) => named('op'));

/**
 * An augmentation of `torchvision.transforms` by its name (`op`) and with its options, the same draw for all pictures of a
 * sample. Computed here, with torchvision's numbers on uint8 tensors.
 *
 * Reads and writes `imgs`, `img_shape`.
 */
@TRANSFORMS.register()
export class TorchVisionWrapper extends BaseTransform {
  static readonly options = anyOf(OPERATIONS, 'op').describe(
    'An augmentation of torchvision.transforms by its name, computed here.',
  );

  readonly #augment: Augmentation;

  /** @param options `{ op: 'ColorJitter', brightness: 0.4 }`, in code's spelling; or what to do */
  constructor(options: NamedOperation | Augmentation) {
    super();
    this.#augment = typeof options === 'function' ? options : TorchVisionWrapper.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    setFrames(results, this.#augment(framesOf(results, 'TorchVisionWrapper'), random));
    return results;
  }
}

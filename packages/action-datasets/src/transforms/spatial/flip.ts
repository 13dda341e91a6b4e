import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';
import { flipPictures } from './flip-pictures.js';
import { flipBoxes, flipKeypoints } from './geometry.js';
import { lazyOperations } from './lazy.js';
import { pictureShape } from './picture-shape.js';
import { lazyOption } from './shared-options.js';

const points = z.array(z.int().nonnegative()).nullish();

/**
 * Mirrors all frames of a sample, in place, with probability `flipRatio`; of optical flow (`modality: 'Flow'`) the horizontal
 * component is inverted too. Put it after crops and resizes.
 *
 * Reads `imgs`, `label`, `modality`, and `keypoint`, `keypoint_score`, `gt_bboxes`, `proposals` where present; writes them,
 * `flip`, `flip_direction`, and `label` when `flipLabelMap` names another class for the mirrored action (a left turn
 * becomes a right one).
 */
@TRANSFORMS.register()
export class Flip extends BaseTransform {
  static readonly options = z
    .strictObject({
      flipRatio: z.number().min(0).max(1).default(0.5).describe('probability of a flip'),
      direction: z.enum(['horizontal', 'vertical']).default('horizontal').describe('left to right, or upside down'),
      flipLabelMap: z
        .record(z.string().regex(/^\d+$/, { error: 'a class index' }), z.int().nonnegative())
        .nullish()
        .describe('class index → class index of the mirrored action'),
      leftKp: points.describe('numbers of the keypoints of the left side'),
      rightKp: points.describe('numbers of those of the right side, in the same order'),
      lazy: lazyOption,
    })
    .refine(({ leftKp, rightKp }) => (leftKp?.length ?? 0) === (rightKp?.length ?? 0), {
      path: ['rightKp'],
      error: 'left_kp and right_kp are given together and have the same length',
    })
    .describe('Mirrors all pictures of a sample with a probability.');

  readonly #options: z.output<typeof Flip.options>;
  readonly #pairs: readonly (readonly [number, number])[];

  constructor(options: z.input<typeof Flip.options> = {}) {
    super();
    this.#options = Flip.options.parse(options);
    this.#pairs = (this.#options.leftKp ?? []).map((left, i) => [left, this.#options.rightKp![i]!]);
  }

  override transform(results: Results, random: Random): Results {
    const { flipRatio, direction, flipLabelMap, lazy } = this.#options;
    const shape = pictureShape(results, 'Flip');
    const putOff = lazyOperations(results, { name: 'Flip', lazy, shape });
    if (direction === 'vertical') refuseVertical(results);
    const flip = random.float() < flipRatio;
    results['flip'] = flip;
    results['flip_direction'] = direction;
    if (putOff !== undefined) {
      putOff.flip = flip;
      putOff.flip_direction = direction;
    }
    if (!flip) return results;
    if (flipLabelMap) results['label'] = mirroredLabel(results['label'], flipLabelMap);
    if (putOff !== undefined) return results;
    if (results['imgs'] !== undefined) flipPictures(results, direction, 'Flip');
    flipKeypoints(results, shape[1], this.#pairs);
    flipBoxes(results, shape[1]);
    return results;
  }
}

function mirroredLabel(label: unknown, map: Record<string, number>): unknown {
  if (Array.isArray(label)) return label.map((one: number) => map[one] ?? one);
  return typeof label === 'number' ? (map[label] ?? label) : label;
}

function refuseVertical(results: Results): void {
  const kept = ['keypoint', 'gt_bboxes'].find((key) => results[key] !== undefined);
  const what = results['modality'] === 'Flow' ? 'optical flow' : kept && `\`${kept}\``;
  if (what === undefined) return;
  throw new DataError('MMA_DATA_FLIP', `Flip turns no ${what} upside down`, { hint: "set direction to 'horizontal'" });
}

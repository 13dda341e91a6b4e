import type { Results } from '@mma/engine';
import { DataError } from '../../errors.js';
import type { Interpolation } from '../../image/resize/resize-frames.js';

/** What `lazy` steps have asked for and `Fuse` will do, under the result key `lazy`. */
export interface LazyOperations {
  /** Height and width of the pictures as they are. */
  readonly original_shape: readonly [number, number];
  /** The part of them that is left, in their pixels: float32, not yet rounded. */
  crop_bbox: readonly [number, number, number, number];
  flip: boolean;
  flip_direction: 'horizontal' | 'vertical' | null;
  interpolation: Interpolation | null;
}

/**
 * The operations that are put off so far, or undefined where a step is not lazy.
 *
 * @throws DataError `MMA_DATA_LAZY` when lazy and other steps are mixed, or where lazy steps cannot work
 */
export function lazyOperations(
  results: Results,
  step: { name: string; lazy: boolean; shape: readonly [number, number] },
): LazyOperations | undefined {
  const present = results['lazy'] as LazyOperations | undefined;
  if (!step.lazy) {
    if (present === undefined) return undefined;
    throw new DataError('MMA_DATA_LAZY', `${step.name} is not lazy and follows lazy steps`, {
      hint: 'put Fuse after the lazy steps, or set `lazy: true` here too',
    });
  }
  for (const key of ['keypoint', 'gt_bboxes', 'proposals']) {
    if (results[key] === undefined || results[key] === null) continue;
    throw new DataError('MMA_DATA_LAZY', `${step.name} is lazy, and the sample has \`${key}\``, {
      hint: 'lazy steps change pictures alone; leave `lazy` and Fuse out',
    });
  }
  if (present?.flip) {
    throw new DataError('MMA_DATA_LAZY', `${step.name} follows a lazy Flip`, {
      hint: 'put Flip last before Fuse, once',
    });
  }
  if (present !== undefined) return present;
  const [height, width] = step.shape;
  const started: LazyOperations = {
    original_shape: step.shape,
    crop_bbox: [0, 0, width, height],
    flip: false,
    flip_direction: null,
    interpolation: null,
  };
  results['img_shape'] = step.shape;
  results['lazy'] = started;
  return started;
}

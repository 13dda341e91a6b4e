import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { flipHorizontally, flipVertically } from '../../image/flip.js';
import { framesOf } from '../../image/frames.js';

import { lazyOption } from './shared-options.js';

/**
 * Mirrors all frames of a sample, in place, with probability `flipRatio`.
 *
 * Reads `imgs`, `label`; writes `imgs`, `flip`, `flip_direction`, and `label` when `flipLabelMap` names another class for
 * the mirrored action (a left turn becomes a right one).
 */
@TRANSFORMS.register()
export class Flip extends BaseTransform {
  static readonly options = z.strictObject({
    flipRatio: z.number().min(0).max(1).default(0.5).describe('probability of a flip'),
    direction: z.enum(['horizontal', 'vertical']).default('horizontal').describe('left to right, or upside down'),
    flipLabelMap: z
      .record(z.string().regex(/^\d+$/, { error: 'a class index' }), z.int().nonnegative())
      .nullish()
      .describe('class index → class index of the mirrored action'),
    lazy: lazyOption,
  });

  readonly #options: z.output<typeof Flip.options>;

  constructor(options: z.input<typeof Flip.options> = {}) {
    super();
    this.#options = Flip.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const { flipRatio, direction, flipLabelMap } = this.#options;
    const frames = framesOf(results, 'Flip');
    const flip = random.float() < flipRatio;
    results['flip'] = flip;
    results['flip_direction'] = direction;
    if (!flip) return results;
    if (direction === 'horizontal') flipHorizontally(frames);
    else flipVertically(frames);
    const label = results['label'];
    if (flipLabelMap && typeof label === 'number') results['label'] = flipLabelMap[label] ?? label;
    return results;
  }
}

import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { Resize } from './resize.js';
import { interpolationOption } from './shared-options.js';

/**
 * Resizes the pictures so that their short edge has a drawn length, each in the range equally likely; the aspect ratio stays.
 *
 * Reads and writes what `Resize` does; writes `short_edge` too.
 */
@TRANSFORMS.register()
export class RandomRescale extends BaseTransform {
  static readonly options = z
    .strictObject({
      scaleRange: z
        .tuple([z.int().positive(), z.int().positive()])
        .refine(([low, high]) => low < high, { error: 'the first number must be below the second' })
        .describe('shortest and longest short edge in pixels, both possible'),
      interpolation: interpolationOption,
    })
    .describe('Resizes the pictures so that their short edge has a drawn length.');

  readonly #options: z.output<typeof RandomRescale.options>;

  constructor(options: z.input<typeof RandomRescale.options>) {
    super();
    this.#options = RandomRescale.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const { scaleRange, interpolation } = this.#options;
    const shortEdge = random.int(scaleRange[0], scaleRange[1] + 1);
    results['short_edge'] = shortEdge;
    return new Resize({ scale: [-1, shortEdge], interpolation }).transform(results);
  }
}

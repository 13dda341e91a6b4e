import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';

const options = z
  .strictObject({ ratio: z.number().min(0).max(1).default(0.5).describe('probability') })
  .describe('now and then turns the time of a clip around; goes after SampleFrames and before decoding');

/** Turns the order of the chosen frames around. `scope` keeps the name apart from others': configs write `lab.PlayBackwards`. */
@TRANSFORMS.register({ scope: 'lab' })
export class PlayBackwards extends BaseTransform {
  static readonly options = options;

  constructor(private readonly settings: z.output<typeof options>) {
    super();
  }

  // All chance comes from `random`, which belongs to the sample: results do not depend on the number of workers.
  override transform(results: Results, random: Random): Results {
    if (random.float() < this.settings.ratio)
      results['frame_inds'] = (results['frame_inds'] as Int32Array).toReversed();
    return results;
  }
}

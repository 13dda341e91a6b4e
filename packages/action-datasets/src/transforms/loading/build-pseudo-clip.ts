import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';
import { allocateFrames, framesOf, setFrames } from '../../image/frames.js';

/**
 * Makes a clip of a single picture by repeating it, so that pictures train a video model (OmniSource, Duan et al. 2020).
 *
 * Reads `imgs` (one frame); writes `imgs`, `clip_len`, `num_clips`.
 */
@TRANSFORMS.register()
export class BuildPseudoClip extends BaseTransform {
  static readonly options = z
    .strictObject({ clipLen: z.int().positive().describe('frames in the clip') })
    .describe('repeats the frames of a short clip until there are enough');

  readonly #clipLen: number;

  constructor(options: z.input<typeof BuildPseudoClip.options>) {
    super();
    this.#clipLen = BuildPseudoClip.options.parse(options).clipLen;
  }

  override transform(results: Results): Results {
    const { data, shape } = framesOf(results, 'BuildPseudoClip');
    const [count, height, width, channels] = shape;
    if (count !== 1) {
      throw new DataError('MMA_DATA_PSEUDO_CLIP', `BuildPseudoClip takes one picture, found ${count}`, {
        hint: 'ImageDecode gives one; clips of videos need no repeating',
      });
    }
    const clip = allocateFrames([this.#clipLen, height, width, channels]);
    for (let frame = 0; frame < this.#clipLen; frame++) clip.data.set(data, frame * data.length);
    setFrames(results, clip);
    results['clip_len'] = this.#clipLen;
    results['num_clips'] = 1;
    return results;
  }
}

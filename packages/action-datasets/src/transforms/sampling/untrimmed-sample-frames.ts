import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';
import { frameCountOf, startIndexOf } from './frame-count.js';

/**
 * Takes a clip around every `clipInterval`-th frame of a long video; positions outside are moved to the first or last
 * frame.
 *
 * Reads `total_frames`, `start_index`; writes `frame_inds`, `clip_len`, `clip_interval`, `frame_interval`, `num_clips`.
 *
 * @throws DataError `MMA_DATA_TOO_SHORT` for a video that ends before the first clip's centre
 */
@TRANSFORMS.register()
export class UntrimmedSampleFrames extends BaseTransform {
  static readonly options = z
    .strictObject({
      clipLen: z.int().positive().default(1).describe('frames in a clip'),
      clipInterval: z.int().positive().default(16).describe('frames from the centre of a clip to the next'),
      frameInterval: z.int().positive().default(1).describe('steps between neighbouring frames of a clip'),
    })
    .describe('chooses clips all over an untrimmed video');

  readonly #options: z.output<typeof UntrimmedSampleFrames.options>;

  constructor(options: z.input<typeof UntrimmedSampleFrames.options> = {}) {
    super();
    this.#options = UntrimmedSampleFrames.options.parse(options);
  }

  override transform(results: Results): Results {
    const { clipLen, clipInterval, frameInterval } = this.#options;
    const numFrames = frameCountOf(results, 'UntrimmedSampleFrames');
    const startIndex = startIndexOf(results);
    if (Math.floor(clipInterval / 2) >= numFrames) throw tooShort(numFrames, clipInterval);
    const before = Math.floor(clipLen / 2);
    const indices: number[] = [];
    let numClips = 0;
    for (let centre = Math.floor(clipInterval / 2); centre < numFrames; centre += clipInterval, numClips++) {
      for (let i = -before; i < clipLen - before; i++) {
        indices.push(Math.min(Math.max(centre + i * frameInterval, 0), numFrames - 1) + startIndex);
      }
    }
    results['frame_inds'] = Int32Array.from(indices);
    results['clip_len'] = clipLen;
    results['clip_interval'] = clipInterval;
    results['frame_interval'] = frameInterval;
    results['num_clips'] = numClips;
    return results;
  }
}

function tooShort(numFrames: number, clipInterval: number): DataError {
  return new DataError(
    'MMA_DATA_TOO_SHORT',
    `UntrimmedSampleFrames: a video of ${numFrames} frames has no clip where clip_interval is ${clipInterval}`,
    { hint: `the first clip is around frame ${Math.floor(clipInterval / 2)}: lower \`clip_interval\`` },
  );
}

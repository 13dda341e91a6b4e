import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { linspaceFromZero } from '../../linspace.js';
import { frameCountOf, startIndexOf } from './frame-count.js';
import { bringInside } from './out-of-bound.js';

/**
 * Chooses clips within a window of `sampleRange` neighbouring frames (TSM's and I3D's dense sampling): one window drawn
 * for training, `numSamplePositions` windows spread over the video for testing.
 *
 * Reads `total_frames`, `start_index`; writes `frame_inds`, `clip_len`, `frame_interval`, `num_clips`.
 */
@TRANSFORMS.register()
export class DenseSampleFrames extends BaseTransform {
  static readonly options = z
    .strictObject({
      clipLen: z.int().positive().describe('frames in a clip'),
      frameInterval: z.int().positive().default(1).describe('steps between neighbouring frames of a clip'),
      numClips: z.int().positive().default(1).describe('clips in a window'),
      sampleRange: z.int().positive().default(64).describe('frames in a window'),
      numSamplePositions: z.int().positive().default(10).describe('windows taken from a video in test mode'),
      temporalJitter: z.boolean().default(false).describe('shift each frame by a draw from [0, frame_interval)'),
      outOfBoundOpt: z.enum(['loop', 'repeat_last']).default('loop').describe('what becomes of frames past the end'),
      testMode: z.boolean().default(false).describe('choose evenly instead of by chance'),
    })
    .describe('chooses clips from a window of a video, and from many windows in tests');

  readonly #options: z.output<typeof DenseSampleFrames.options>;

  constructor(options: z.input<typeof DenseSampleFrames.options>) {
    super();
    this.#options = DenseSampleFrames.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const { clipLen, frameInterval, numClips, temporalJitter, outOfBoundOpt } = this.#options;
    const numFrames = frameCountOf(results, 'DenseSampleFrames');
    const startIndex = startIndexOf(results);
    const interval = Math.floor(this.#options.sampleRange / numClips);
    const indices = this.#windowStarts(numFrames, random).flatMap((start) =>
      Array.from({ length: numClips }, (_, clip) => (start + clip * interval) % numFrames).flatMap((offset) => {
        const clip = Array.from(
          { length: clipLen },
          (_, i) => offset + i * frameInterval + (temporalJitter ? random.int(0, frameInterval) : 0),
        );
        return bringInside(clip, numFrames, outOfBoundOpt);
      }),
    );
    results['frame_inds'] = Int32Array.from(indices, (index) => index + startIndex);
    results['clip_len'] = clipLen;
    results['frame_interval'] = frameInterval;
    results['num_clips'] = numClips;
    return results;
  }

  #windowStarts(numFrames: number, random: Random): number[] {
    const { sampleRange, numSamplePositions, testMode } = this.#options;
    const positions = Math.max(1, 1 + numFrames - sampleRange);
    if (!testMode) return [positions === 1 ? 0 : random.int(0, positions - 1)];
    return linspaceFromZero(positions - 1, numSamplePositions).map(Math.trunc);
  }
}

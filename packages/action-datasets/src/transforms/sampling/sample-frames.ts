import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { linspaceFromZero } from '../../linspace.js';
import { testClipOffsets, trainClipOffsets, trainClipOffsetsKeepingTail } from './clip-offsets.js';
import { frameCountOf, startIndexOf } from './frame-count.js';
import { bringInside } from './out-of-bound.js';

/**
 * Chooses which frames of a video to decode: `numClips` clips of `clipLen` frames, `frameInterval` apart; by chance for
 * training, evenly for testing.
 *
 * Reads `total_frames`, `start_index`, `avg_fps`; writes `frame_inds`, `clip_len`, `frame_interval`, `num_clips`.
 */
@TRANSFORMS.register()
export class SampleFrames extends BaseTransform {
  static readonly options = z
    .strictObject({
      clipLen: z.int().positive().describe('frames in a clip'),
      frameInterval: z.int().positive().default(1).describe('steps between neighbouring frames of a clip'),
      numClips: z.int().positive().default(1).describe('clips taken from a video'),
      temporalJitter: z.boolean().default(false).describe('shift each frame by a draw from [0, frame_interval)'),
      twiceSample: z.boolean().default(false).describe('in test mode, take a second, shifted set of clips'),
      outOfBoundOpt: z.enum(['loop', 'repeat_last']).default('loop').describe('what becomes of frames past the end'),
      testMode: z.boolean().default(false).describe('choose evenly instead of by chance'),
      keepTailFrames: z.boolean().default(false).describe('in training, let the last frames of a video be drawn too'),
      targetFps: z.number().positive().nullish().describe('sample as if the video had this frame rate'),
    })
    .describe('chooses which frames of a video to decode: by chance for training, evenly for testing');

  readonly #options: z.output<typeof SampleFrames.options>;

  constructor(options: z.input<typeof SampleFrames.options>) {
    super();
    this.#options = SampleFrames.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const { clipLen, frameInterval, numClips } = this.#options;
    const numFrames = frameCountOf(results, 'SampleFrames');
    const startIndex = startIndexOf(results);
    const span = this.#span(results['avg_fps'] as number | undefined);
    const steps = this.#steps(span);
    const indices = this.#clipOffsets(numFrames, span, random).flatMap((offset) => {
      const clip = steps.map(
        (step) => offset + step + (this.#options.temporalJitter ? random.int(0, frameInterval) : 0),
      );
      return bringInside(clip, numFrames, this.#options.outOfBoundOpt);
    });
    results['frame_inds'] = Int32Array.from(indices, (index) => index + startIndex);
    results['clip_len'] = clipLen;
    results['frame_interval'] = frameInterval;
    results['num_clips'] = numClips;
    return results;
  }

  #clipOffsets(numFrames: number, span: number, random: Random): number[] {
    const { clipLen, numClips, targetFps } = this.#options;
    const plan = { clipLen, numClips, span };
    if (this.#options.testMode) {
      return testClipOffsets(numFrames, plan, { twice: this.#options.twiceSample, wholeSteps: targetFps != null });
    }
    const offsets = this.#options.keepTailFrames ? trainClipOffsetsKeepingTail : trainClipOffsets;
    return offsets(numFrames, plan, random);
  }

  /** Source frames that a clip covers, fractional when frame rates differ. */
  #span(fps: number | undefined): number {
    const { clipLen, frameInterval, targetFps } = this.#options;
    if (targetFps != null) return Math.max(1, clipLen * frameInterval * (fps ? fps / targetFps : 1));
    return this.#options.testMode ? (clipLen - 1) * frameInterval + 1 : clipLen * frameInterval;
  }

  /** Positions of a clip's frames after its start. */
  #steps(span: number): number[] {
    const { clipLen, frameInterval, targetFps } = this.#options;
    if (targetFps == null) return Array.from({ length: clipLen }, (_, i) => i * frameInterval);
    return linspaceFromZero(span - 1, clipLen).map(Math.trunc);
  }
}

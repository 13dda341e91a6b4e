import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { roundHalfToEven } from '../../rounding.js';
import { frameCountOf, startIndexOf } from './frame-count.js';

/**
 * Cuts the video into `clipLen` equal segments and takes one frame of each: drawn for training, at fixed places for
 * testing (PySlowFast's sampling for Something-Something). Short videos repeat frames.
 *
 * Reads `total_frames`, `start_index`; writes `frame_inds`, `clip_len`, `frame_interval` (null), `num_clips`.
 */
@TRANSFORMS.register()
export class UniformSample extends BaseTransform {
  static readonly options = z
    .strictObject({
      clipLen: z.int().positive().describe('frames in a clip'),
      numClips: z.int().positive().default(1).describe('clips taken in test mode'),
      testMode: z.boolean().default(false).describe('take fixed places instead of drawn ones'),
    })
    .describe('chooses one frame from each of equal parts of a video');

  readonly #options: z.output<typeof UniformSample.options>;

  constructor(options: z.input<typeof UniformSample.options>) {
    super();
    this.#options = UniformSample.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const startIndex = startIndexOf(results);
    const indices = this.#indices(frameCountOf(results, 'UniformSample'), random);
    results['frame_inds'] = Int32Array.from(indices, (index) => index + startIndex);
    results['clip_len'] = this.#options.clipLen;
    results['frame_interval'] = null;
    results['num_clips'] = this.#options.numClips;
    return results;
  }

  #indices(numFrames: number, random: Random): number[] {
    const { clipLen, numClips, testMode } = this.#options;
    const segment = (numFrames - 1) / clipLen;
    const starts = Array.from({ length: clipLen + 1 }, (_, i) => roundHalfToEven(segment * i));
    if (!testMode) return starts.slice(0, -1).map((start, i) => random.int(start, starts[i + 1]! + 1));
    const shift = segment / (numClips + 1);
    return Array.from({ length: numClips }, (_, clip) => Math.trunc(shift * (clip + 1))).flatMap((offset) =>
      starts.slice(0, -1).map((start) => start + offset),
    );
  }
}

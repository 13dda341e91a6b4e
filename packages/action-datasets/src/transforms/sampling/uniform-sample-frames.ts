import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { frameCountOf, startIndexOf } from './frame-count.js';
import { NumpyRandomState } from './numpy-random-state.js';

/** Where drawn numbers come from. */
interface Draws {
  /** Uniform in [0, high). */
  int(high: number): number;
  /** `count` different numbers of 0 … n − 1. */
  choice(n: number, count: number): readonly number[];
}

/**
 * Cuts the video into `clipLen` equal segments and draws one frame of each (the sampling of PoseConv3D, Duan et al. 2022). A
 * video shorter than the clip starts over at its first frame. Test mode draws too, from one seed for every video: NumPy's
 * numbers, so that the frames are MMAction2's.
 *
 * Reads `total_frames`, `start_index`; writes `frame_inds`, `clip_len`, `frame_interval` (null), `num_clips`.
 */
@TRANSFORMS.register()
export class UniformSampleFrames extends BaseTransform {
  static readonly options = z
    .strictObject({
      clipLen: z.int().positive().describe('frames in a clip'),
      numClips: z.int().positive().default(1).describe('clips taken from a video'),
      testMode: z.boolean().default(false).describe('draw from `seed`, the same for every video'),
      seed: z.int().nonnegative().max(0xffffffff).default(255).describe('seed of the draws in test mode'),
    })
    .describe('chooses frames evenly over a video, for poses');

  readonly #options: z.output<typeof UniformSampleFrames.options>;

  constructor(options: z.input<typeof UniformSampleFrames.options>) {
    super();
    this.#options = UniformSampleFrames.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const { clipLen, numClips, testMode, seed } = this.#options;
    const numFrames = frameCountOf(results, 'UniformSampleFrames');
    const startIndex = startIndexOf(results);
    const draws = testMode ? new NumpyRandomState(seed) : drawsOf(random);
    const indices = Array.from({ length: numClips }, (_, clip) => this.#clip(clip, numFrames, draws)).flat();
    results['frame_inds'] = Int32Array.from(indices, (index) => (index % numFrames) + startIndex);
    results['clip_len'] = clipLen;
    results['frame_interval'] = null;
    results['num_clips'] = numClips;
    return results;
  }

  #clip(clip: number, numFrames: number, draws: Draws): number[] {
    const { clipLen } = this.#options;
    if (numFrames < clipLen) {
      const start = this.#shortStart(clip, numFrames, draws);
      return Array.from({ length: clipLen }, (_, i) => start + i);
    }
    if (numFrames < 2 * clipLen) return withGaps(clipLen, draws.choice(clipLen + 1, numFrames - clipLen));
    const begin = (segment: number) => Math.floor((segment * numFrames) / clipLen);
    return Array.from({ length: clipLen }, (_, i) => begin(i) + draws.int(begin(i + 1) - begin(i)));
  }

  #shortStart(clip: number, numFrames: number, draws: Draws): number {
    const { numClips, testMode } = this.#options;
    if (!testMode) return draws.int(numFrames);
    return numFrames < numClips ? clip : Math.floor((clip * numFrames) / numClips);
  }
}

/** 0 … length − 1, moved on by one at each of the positions in `gaps` that lies at or before it. */
function withGaps(length: number, gaps: readonly number[]): number[] {
  const isGap = new Set(gaps);
  let skipped = 0;
  return Array.from({ length }, (_, i) => i + (isGap.has(i) ? ++skipped : skipped));
}

function drawsOf(random: Random): Draws {
  return {
    int: (high) => random.int(0, high),
    choice: (n, count) => random.permutation(n).slice(0, count),
  };
}

import type { FrameSource, SampledResults, SplitPipeline } from './split-pipeline.js';

/** How windows lie over a video. */
export interface WindowPlan {
  /** Length in seconds: a window is sampled like a video of its own. Without, it has the frames of a clip, `inputStep` apart. */
  length?: number | undefined;
  /** Every how many frames one is taken, without a `length`. */
  inputStep: number;
  /** From one window to the next, as a share of a window; 0 is the shortest step. */
  stride: number;
}

/** Longer than what any sampler takes from a video, in frames. */
const LONG = 1_000_000;

/** Chooses the frames of windows. */
export class WindowSampler {
  private constructor(
    private readonly pipeline: SplitPipeline,
    private readonly source: FrameSource,
    /** Frames of a window, from the first to the last. */
    readonly frames: number,
    /** From the first frame of a window to that of the next. */
    readonly step: number,
    /** How far apart frames are taken; undefined where the pipeline's sampler chooses. */
    private readonly inputStep: number | undefined,
  ) {}

  static async of(pipeline: SplitPipeline, source: FrameSource, plan: WindowPlan): Promise<WindowSampler> {
    const { length, inputStep, stride } = plan;
    if (length !== undefined) {
      const frames = Math.max(1, Math.round(length * source.info.fps));
      return new WindowSampler(pipeline, source, frames, Math.max(1, Math.round(frames * stride)), undefined);
    }
    const { frame_inds: clip } = await pipeline.sample(source, { first: 0, frames: LONG });
    const step = Math.max(1, Math.trunc(clip.length * stride)) * inputStep;
    return new WindowSampler(pipeline, source, (clip.length - 1) * inputStep + 1, step, inputStep);
  }

  /**
   * The results of sampling the window that begins at frame `first`; a video that is shorter than a window is sampled as a whole.
   *
   * @param frames of this window
   */
  async sample(first: number, frames: number): Promise<SampledResults> {
    const results = await this.pipeline.sample(this.source, { first, frames: this.inputStep ? LONG : frames });
    const { inputStep } = this;
    if (inputStep === undefined) return results;
    if (frames < this.frames) return this.pipeline.sample(this.source, { first, frames });
    results.frame_inds = results.frame_inds.map((_, place) => first + place * inputStep);
    return results;
  }
}

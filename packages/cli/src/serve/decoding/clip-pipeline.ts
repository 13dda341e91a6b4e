import type { ConfigDict } from '@mma/config';
import type { Sample } from '@mma/engine';
import { type VideoInfo, VideoReader } from '@mma/video';
import { CliError } from '../../errors.js';
import { slidingWindows, type Window, type WindowOptions } from '../../inference/windows/sliding-windows.js';
import { type SampledResults, SplitPipeline } from '../../inference/windows/split-pipeline.js';
import { type Box, lookedAt } from './looked-at.js';
import { SharedReader } from './shared-reader.js';

export interface PipelineSetup {
  /** A pipeline that opens a video, chooses frames and decodes them, as configs have it. */
  pipeline: readonly ConfigDict[];
  /** One clip for each window instead of the pipeline's number, where the model takes any number of clips. */
  oneClipWindows: boolean;
  windows: WindowOptions;
  limits: VideoLimits;
}

export interface VideoLimits {
  /** In seconds. */
  duration: number;
  /** Width × height. */
  pixels: number;
}

/** Windows of a video as the pipeline makes them samples. */
export interface DecodedWindows {
  info: VideoInfo;
  windows: { window: Window; sample: Sample }[];
  /** What each picture of a window shows. */
  boxes: Box[];
}

export interface DecodedVideo extends Omit<DecodedWindows, 'boxes'> {
  /** The whole video as the pipeline makes it a sample. */
  whole: Sample;
}

/** A config's pipeline, applied to a whole video and to windows that slide over it, in one pass of decoding. */
export class ClipPipeline {
  private constructor(
    private readonly wholes: SplitPipeline,
    private readonly parts: SplitPipeline,
    private readonly setup: PipelineSetup,
  ) {}

  /** @throws CliError `MMA_CLI_CONFIG` for a pipeline that does not open, sample and decode a video */
  static of(setup: PipelineSetup): ClipPipeline {
    const { pipeline, oneClipWindows: oneClip } = setup;
    return new ClipPipeline(new SplitPipeline(pipeline), new SplitPipeline(pipeline, { oneClip }), setup);
  }

  /**
   * @throws VideoError for a file that is no video, or a damaged one
   * @throws CliError `MMA_CLI_VIDEO_LIMIT` for a video that is longer or larger than the limits allow
   */
  async decode(file: string): Promise<DecodedVideo> {
    await using reader = await this.open(file);
    const { info } = reader;
    const shared = new SharedReader(reader);
    const whole = await this.wholes.sample(shared, { first: 0, frames: info.numFrames });
    const parts = await this.sampleWindows(shared);
    await shared.prepare([whole, ...parts.map(({ results }) => results)].flatMap(framesOf));
    return { info, whole: await this.wholes.finish(whole), windows: await this.finishWindows(parts) };
  }

  /**
   * The windows alone, and what their pictures show.
   *
   * @throws as `decode`
   */
  async decodeWindows(file: string): Promise<DecodedWindows> {
    await using reader = await this.open(file);
    const { info } = reader;
    const shared = new SharedReader(reader);
    const parts = await this.sampleWindows(shared);
    await shared.prepare(parts.flatMap(({ results }) => framesOf(results)));
    return { info, windows: await this.finishWindows(parts), boxes: await lookedAt(this.parts, info) };
  }

  private async open(file: string): Promise<VideoReader> {
    const reader = await VideoReader.open(file);
    try {
      this.requireWithin(reader.info);
      return reader;
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  private async sampleWindows(shared: SharedReader): Promise<SampledWindow[]> {
    const sampled: SampledWindow[] = [];
    for (const window of slidingWindows(shared.info, this.setup.windows)) {
      sampled.push({ window, results: await this.parts.sample(shared, window) });
    }
    return sampled;
  }

  private async finishWindows(sampled: readonly SampledWindow[]): Promise<DecodedWindows['windows']> {
    const finished: DecodedWindows['windows'] = [];
    for (const { window, results } of sampled) finished.push({ window, sample: await this.parts.finish(results) });
    return finished;
  }

  private requireWithin({ duration, numFrames, fps, width, height }: VideoInfo): void {
    const { limits } = this.setup;
    const seconds = Math.max(duration, numFrames / fps);
    if (seconds > limits.duration) {
      throw new CliError(
        'MMA_CLI_VIDEO_LIMIT',
        `The video is ${seconds.toFixed(1)} s long, and ${limits.duration} s are taken.`,
        { hint: 'Cut it, or serve with a larger --max-duration.' },
      );
    }
    if (width * height > limits.pixels) {
      throw new CliError(
        'MMA_CLI_VIDEO_LIMIT',
        `The video's pictures are ${width}x${height}, and ${limits.pixels} pixels are taken.`,
        { hint: 'Scale it down: models look at a few hundred pixels a side.' },
      );
    }
  }
}

interface SampledWindow {
  window: Window;
  results: SampledResults;
}

const framesOf = ({ frame_inds }: SampledResults): number[] => Array.from(frame_inds);

import type { ConfigDict } from '@mma/config';
import {
  type ComponentConfig,
  Compose,
  type DataSample,
  type NdArray,
  Random,
  type Results,
  type Sample,
  TRANSFORMS,
  type TypedArray,
} from '@mma/engine';
import { type VideoInfo, VideoReader } from '@mma/video';
import { CliError } from '../../errors.js';
import { SharedReader } from './shared-reader.js';
import { slidingWindows, type Window, type WindowOptions } from './windows.js';

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

export interface DecodedVideo {
  info: VideoInfo;
  /** The whole video as the pipeline makes it a sample. */
  whole: Sample;
  windows: { window: Window; sample: Sample }[];
}

/** A config's pipeline, applied to a whole video and to windows that slide over it, in one pass of decoding. */
export class ClipPipeline {
  private constructor(
    private readonly sampling: Sampling,
    private readonly rest: Compose,
    private readonly setup: PipelineSetup,
  ) {}

  /** @throws CliError `MMA_CLI_CONFIG` for a pipeline that does not open, sample and decode a video */
  static of(setup: PipelineSetup): ClipPipeline {
    const { pipeline } = setup;
    const nameOf = (step: ConfigDict) => String(step['type']);
    const opening = pipeline.findIndex((step) => /Init$/.test(nameOf(step)));
    const decoding = pipeline.findIndex((step) => /Decode$/.test(nameOf(step)));
    if (opening !== 0 || decoding < 2) {
      throw new CliError('MMA_CLI_CONFIG', `The pipeline ${pipeline.map(nameOf).join(', ')} does not read videos.`, {
        hint: 'It begins with DecordInit, then a sampler such as SampleFrames, then DecordDecode.',
      });
    }
    const build = (steps: readonly ConfigDict[]) =>
      new Compose(steps.map((step) => TRANSFORMS.build(step as ComponentConfig)));
    const samplers = pipeline.slice(1, decoding);
    const single = samplers.map((step) => ('num_clips' in step ? { ...step, num_clips: 1 } : step));
    const sampling = { whole: build(samplers), window: build(setup.oneClipWindows ? single : samplers) };
    return new ClipPipeline(sampling, build(pipeline.slice(decoding)), setup);
  }

  /**
   * @throws VideoError for a file that is no video, or a damaged one
   * @throws CliError `MMA_CLI_VIDEO_LIMIT` for a video that is longer or larger than the limits allow
   */
  async decode(file: string): Promise<DecodedVideo> {
    await using reader = await VideoReader.open(file);
    const { info } = reader;
    this.requireWithin(info);
    const shared = new SharedReader(reader);
    const windows = slidingWindows(info, this.setup.windows);
    const all = { first: 0, frames: info.numFrames };
    const whole = await sampled(this.sampling.whole, shared, all);
    const parts: Results[] = [];
    for (const window of windows) parts.push(await sampled(this.sampling.window, shared, window));
    await shared.prepare([whole, ...parts].flatMap((results) => Array.from(results['frame_inds'] as Int32Array)));
    const decoded: DecodedVideo = { info, whole: await this.finish(whole), windows: [] };
    for (const [at, window] of windows.entries()) {
      decoded.windows.push({ window, sample: await this.finish(parts[at]!) });
    }
    return decoded;
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

  private async finish(results: Results): Promise<Sample> {
    const made = await this.rest.transform(results, Random.of(0));
    const inputs = made?.['inputs'];
    if (typeof inputs !== 'object' || inputs === null || !('shape' in inputs)) {
      throw new CliError('MMA_CLI_CONFIG', 'The pipeline makes no single sample of a video.', {
        hint: 'It ends with PackActionInputs, without collect_keys.',
      });
    }
    return { inputs: inputs as NdArray<TypedArray>, dataSample: made!['data_samples'] as DataSample };
  }
}

interface Sampling {
  whole: Compose;
  window: Compose;
}

/** What the samplers choose within a stretch: to them it is a video of its own that begins at `start_index`. */
async function sampled(
  samplers: Compose,
  reader: SharedReader,
  { first, frames }: Pick<Window, 'first' | 'frames'>,
): Promise<Results> {
  const video: Results = {
    filename: reader.info.path,
    modality: 'RGB',
    video_reader: reader,
    total_frames: frames,
    avg_fps: reader.info.fps,
    start_index: first,
  };
  const results = await samplers.transform(video, Random.of(0));
  if (results?.['frame_inds'] instanceof Int32Array) return results;
  throw new CliError('MMA_CLI_CONFIG', 'The pipeline chooses no frames of the video.', {
    hint: 'Put a sampler, such as SampleFrames, before DecordDecode.',
  });
}

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
import type { Frames, VideoReader } from '@mma/video';
import { CliError } from '../../errors.js';
import type { Window } from './sliding-windows.js';

/** What the transforms of a pipeline use of a video. */
export interface FrameSource {
  readonly info: Pick<VideoReader['info'], 'path' | 'fps'>;
  read(numbers: ArrayLike<number>): Promise<Frames>;
  keyFrameBefore(number: number): number;
  close(): Promise<void>;
}

/** A pipeline for whole videos, taken apart so that its steps can be applied to stretches of one that is open. */
export class SplitPipeline {
  readonly #sampler: Compose;
  readonly #rest: Compose;

  /**
   * @param pipeline opens a video, chooses frames and decodes them, as configs have it
   * @param options.oneClip one clip instead of the samplers' number
   * @throws CliError `MMA_CLI_CONFIG` for a pipeline that does not open, sample and decode a video
   */
  constructor(pipeline: readonly ConfigDict[], { oneClip = false } = {}) {
    const nameOf = (step: ConfigDict) => String(step['type']);
    const opening = pipeline.findIndex((step) => /Init$/.test(nameOf(step)));
    const decoding = pipeline.findIndex((step) => /Decode$/.test(nameOf(step)));
    if (opening !== 0 || decoding < 2) {
      throw new CliError('MMA_CLI_CONFIG', `The pipeline ${pipeline.map(nameOf).join(', ')} does not read videos.`, {
        hint: 'It begins with DecordInit, then a sampler such as SampleFrames, then DecordDecode.',
      });
    }
    const samplers = pipeline.slice(1, decoding);
    const single = samplers.map((step) => ('num_clips' in step ? { ...step, num_clips: 1 } : step));
    this.#sampler = build(oneClip ? single : samplers);
    this.#rest = build(pipeline.slice(decoding));
  }

  /**
   * What the samplers choose within a stretch: to them it is a video of its own that begins at `start_index`.
   *
   * @returns the results so far; their `frame_inds` are what `finish` will read
   */
  async sample(source: FrameSource, { first, frames }: Pick<Window, 'first' | 'frames'>): Promise<SampledResults> {
    const video: Results = {
      filename: source.info.path,
      modality: 'RGB',
      video_reader: source,
      total_frames: frames,
      avg_fps: source.info.fps,
      start_index: first,
    };
    const results = await this.#sampler.transform(video, Random.of(0));
    if (results?.['frame_inds'] instanceof Int32Array) return results as SampledResults;
    throw new CliError('MMA_CLI_CONFIG', 'The pipeline chooses no frames of the video.', {
      hint: 'Put a sampler, such as SampleFrames, before DecordDecode.',
    });
  }

  /** Decodes the chosen frames and makes them a sample for the model. */
  async finish(results: Results): Promise<Sample> {
    const made = await this.#rest.transform(results, Random.of(0));
    const inputs = made?.['inputs'];
    if (typeof inputs !== 'object' || inputs === null || !('shape' in inputs)) {
      throw new CliError('MMA_CLI_CONFIG', 'The pipeline makes no single sample of a video.', {
        hint: 'It ends with PackActionInputs, without collect_keys.',
      });
    }
    return { inputs: inputs as NdArray<TypedArray>, dataSample: made!['data_samples'] as DataSample };
  }
}

export type SampledResults = Results & { frame_inds: Int32Array };

function build(steps: readonly ConfigDict[]): Compose {
  return new Compose(steps.map((step) => TRANSFORMS.build(step as ComponentConfig)));
}

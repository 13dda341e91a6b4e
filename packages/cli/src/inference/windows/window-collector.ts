import type { ConfigDict } from '@mma/config';
import type { Sample } from '@mma/engine';
import type { FrameStream } from '@mma/video';
import { CliError } from '../../errors.js';
import { CollectedFrames } from './collected-frames.js';
import { type Window, windowStarts } from './sliding-windows.js';
import { type SampledResults, SplitPipeline } from './split-pipeline.js';
import { type WindowPlan, WindowSampler } from './window-sampler.js';

/** A window whose frames have all come. */
export interface CollectedWindow {
  window: Window;
  results: SampledResults;
}

export interface CollectorSetup {
  pipeline: readonly ConfigDict[];
  plan: WindowPlan;
  /** Frames of the video, where they are known. */
  numFrames?: number | undefined;
  /** How much the pictures of unfinished windows may take, in bytes. */
  memory: number;
}

/** A window that waits for frames. */
interface OpenWindow {
  first: number;
  frames: number;
  /** When its first frame is shown, in seconds. */
  start: number;
  results: SampledResults;
  /** The frames that it needs, and their pictures as they come. */
  pictures: Map<number, Uint8Array | undefined>;
  /** How many of them are still to come. */
  missing: number;
}

/** Takes from a stream of frames those that windows need, each once and only as long as one needs it. */
export class WindowCollector {
  readonly #open: OpenWindow[] = [];
  readonly #starts: Generator<number>;
  #nextStart: number | undefined;

  private constructor(
    private readonly stream: FrameStream,
    private readonly pipeline: SplitPipeline,
    private readonly sampler: WindowSampler,
    private readonly setup: CollectorSetup,
  ) {
    const { frames, step } = sampler;
    this.#starts = windowStarts(setup.numFrames ?? Number.POSITIVE_INFINITY, { frames, step });
    this.#nextStart = this.#starts.next().value as number | undefined;
  }

  /** @throws CliError `MMA_CLI_CONFIG` for a pipeline that does not serve, `MMA_CLI_WINDOW` for windows that are too much to keep */
  static async of(stream: FrameStream, setup: CollectorSetup): Promise<WindowCollector> {
    const pipeline = new SplitPipeline(setup.pipeline);
    const sampler = await WindowSampler.of(pipeline, new CollectedFrames(stream.info), setup.plan);
    const collector = new WindowCollector(stream, pipeline, sampler, setup);
    await collector.requireRoom();
    return collector;
  }

  /** Frames of a window and from one to the next. */
  get layout(): { frames: number; step: number } {
    return { frames: this.sampler.frames, step: this.sampler.step };
  }

  /** Looks at the stream's present frame. @returns the windows that it completes, in order */
  async take(): Promise<CollectedWindow[]> {
    const { number, time } = this.stream.frame!;
    await this.begin(number, time);
    let picture: Uint8Array | undefined;
    for (const window of this.#open) {
      if (!window.pictures.has(number)) continue;
      picture ??= this.stream.rgb();
      window.pictures.set(number, picture);
      window.missing--;
    }
    const done = this.#open.filter(({ missing }) => missing === 0);
    // Frames of a live source that were dropped never come.
    const lost = (window: OpenWindow) => window.missing > 0 && number >= Math.max(...window.pictures.keys());
    this.keep((window) => window.missing > 0 && !lost(window));
    return done.map((window) => this.collected(window));
  }

  /** A window as a sample for the model. */
  sampleOf({ results }: CollectedWindow): Promise<Sample> {
    return this.pipeline.finish(results);
  }

  /** The windows that the end of a video leaves behind, for want of frames that cannot be decoded; others stand in for these. */
  async finish(): Promise<CollectedWindow[]> {
    const left = this.#open.filter(({ pictures }) => [...pictures.values()].some((picture) => picture !== undefined));
    this.keep(() => false);
    return left.map((window) => this.collected(window));
  }

  private keep(condition: (window: OpenWindow) => boolean): void {
    this.#open.splice(0, this.#open.length, ...this.#open.filter(condition));
  }

  private async begin(number: number, time: number): Promise<void> {
    while (this.#nextStart !== undefined && this.#nextStart <= number) {
      const first = this.#nextStart;
      const frames = Math.min(this.sampler.frames, this.setup.numFrames ?? Number.POSITIVE_INFINITY);
      // A live source may have skipped the beginning, or the whole, of this window.
      if (first === number || this.setup.numFrames !== undefined) {
        const results = await this.sampler.sample(first, frames);
        const pictures = new Map(Array.from(results.frame_inds, (frame) => [frame, undefined] as const));
        const start = time - (number - first) / this.stream.info.fps;
        this.#open.push({ first, frames, start, results, pictures, missing: pictures.size });
      }
      this.#nextStart = this.#starts.next().value as number | undefined;
    }
  }

  private collected({ first, frames, start, results, pictures }: OpenWindow): CollectedWindow {
    results['video_reader'] = new CollectedFrames(this.stream.info, pictures);
    return { window: { first, frames, start, end: start + frames / this.stream.info.fps }, results };
  }

  private async requireRoom(): Promise<void> {
    const { width, height, path } = this.stream.info;
    const { frames, step } = this.sampler;
    const needed = new Set<number>();
    for (let first = 0; first < frames; first += step) {
      const { frame_inds } = await this.sampler.sample(first, frames);
      for (const frame of frame_inds) if (frame < frames) needed.add(frame);
      if (needed.size >= frames) break;
    }
    const bytes = needed.size * width * height * 3;
    if (bytes <= this.setup.memory) return;
    throw new CliError(
      'MMA_CLI_WINDOW',
      `A window over ${path} keeps ${needed.size} pictures of ${width}x${height}: ${Math.ceil(bytes / 2 ** 20)} MB, and ${Math.floor(this.setup.memory / 2 ** 20)} MB are allowed.`,
      { hint: 'Make windows shorter (--window), or scale the video down first (`mma data resize`).' },
    );
  }
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config, ConfigDict } from '@mma/config';
import type { Sample } from '@mma/engine';
import { type VideoInfo, VideoWriter } from '@mma/video';
import pLimit from 'p-limit';
import { CliError } from '../errors.js';
import { requireClasses } from '../inference/labels.js';
import { type ClassScore, topScores } from '../inference/predictions.js';
import { customImports, type Recognizer } from '../inference/recognizer.js';
import type { Window, WindowOptions } from '../inference/windows/sliding-windows.js';
import type { VideoLimits } from './decoding/clip-pipeline.js';
import { Decoder } from './decoding/decoder.js';
import type { VideoWork } from './video-work.js';

/** Windows that go through the model together: always as many, because each new number would be recorded anew. */
const WINDOW_BATCH = 10;

export interface AnalyserOptions {
  recognizer: Recognizer;
  config: Config;
  /** What registers the pipeline's transforms, beside the config's own `custom_imports`. */
  modules: readonly string[];
  /** The loader whose pipeline prepares videos; the test pipeline where there is no such loader. */
  pipeline: 'val' | 'test';
  labels?: { file: string; names: readonly string[] } | undefined;
  windows: WindowOptions;
  limits: VideoLimits;
  /** For decoding one video, in milliseconds. */
  timeLimit: number;
  /** For temporary files. */
  folder: string;
}

/** What a recognizer makes of a video. */
export interface Analysis {
  video: Pick<VideoInfo, 'width' | 'height' | 'fps' | 'numFrames' | 'duration' | 'codec'>;
  /** Best first. */
  predictions: ClassScore[];
  /** The same over time, window by window. */
  timeline: (Pick<Window, 'start' | 'end'> & { predictions: ClassScore[] })[];
  /** In seconds. */
  time: { decode: number; model: number };
}

/** Videos in, scores over time out: decoding in another process, the model here, both at once for videos in a row. */
export class Analyser implements VideoWork {
  /** One video is decoded while another goes through the model. */
  readonly #whole = pLimit(2);
  readonly #decoding = pLimit(1);
  readonly #model = pLimit(1);

  private constructor(
    private readonly decoder: Decoder,
    private readonly options: AnalyserOptions,
  ) {}

  /**
   * Has the model run once, on a video drawn for it, so that the first real one does not wait for that.
   *
   * @throws CliError for a pipeline that does not read videos, or label names that are not the model's
   */
  static async open(options: AnalyserOptions): Promise<Analyser> {
    const { config, modules, pipeline: loader, windows, limits, timeLimit } = options;
    const pipeline = (config.get(`${loader}_dataloader.dataset.pipeline`) ??
      config.get('test_dataloader.dataset.pipeline')) as ConfigDict[] | undefined;
    if (!Array.isArray(pipeline)) {
      throw new CliError('MMA_CLI_CONFIG', `${config.filename} has no ${loader}_dataloader.dataset.pipeline.`, {
        hint: 'Inference prepares videos with the pipeline of the validation or test loader.',
      });
    }
    const setup = {
      pipeline,
      oneClipWindows: !hasFixedClips(config),
      windows,
      limits,
      modules: [...modules, ...customImports(config)],
      from: config.filename,
    };
    const analyser = new Analyser(new Decoder(setup, timeLimit), options);
    try {
      await analyser.warmUp();
      return analyser;
    } catch (error) {
      await analyser.close();
      throw error;
    }
  }

  /**
   * @param topK how many classes to name
   * @param signal aborted where nobody waits for the answer any more: what has not begun does not begin
   * @throws errors of `Decoder.decode`
   */
  analyse(file: string, topK: number, signal?: AbortSignal): Promise<Analysis> {
    return this.#whole(async () => {
      signal?.throwIfAborted();
      let began = 0;
      const { info, whole, windows } = await this.#decoding(() => {
        began = performance.now();
        return this.decoder.decode(file);
      });
      const decode = (performance.now() - began) / 1000;
      return this.#model(async () => {
        signal?.throwIfAborted();
        const modelBegan = performance.now();
        const [scores] = await this.options.recognizer.predict([whole]);
        const perWindow = await this.predictWindows(windows.map(({ sample }) => sample));
        const named = (each: Float32Array) => topScores(each, topK, this.options.labels?.names);
        const { width, height, fps, numFrames, duration, codec } = info;
        return {
          video: { width, height, fps, numFrames, duration, codec },
          predictions: named(scores!),
          timeline: windows.map(({ window }, at) => ({
            start: window.start,
            end: window.end,
            predictions: named(perWindow[at]!),
          })),
          time: { decode, model: (performance.now() - modelBegan) / 1000 },
        };
      });
    });
  }

  async close(): Promise<void> {
    await this.decoder.close();
  }

  private async predictWindows(samples: readonly Sample[]): Promise<Float32Array[]> {
    const scores: Float32Array[] = [];
    for (let at = 0; at < samples.length; at += WINDOW_BATCH) {
      const batch = samples.slice(at, at + WINDOW_BATCH);
      const filled = Array.from({ length: WINDOW_BATCH }, (_, index) => batch[index] ?? batch[0]!);
      scores.push(...(await this.options.recognizer.predict(filled)).slice(0, batch.length));
    }
    return scores;
  }

  private async warmUp(): Promise<void> {
    const file = join(this.options.folder, 'noise.mp4');
    try {
      const writer = await VideoWriter.create(file, { fps: 10, width: 320, height: 256 });
      for (let frame = 0; frame < 8; frame += 1) {
        await writer.write(Uint8Array.from({ length: 320 * 256 * 3 }, (_, at) => (at * 31 + frame * 17) % 251));
      }
      await writer.close();
      const { predictions } = await this.analyse(file, Number.POSITIVE_INFINITY);
      const { labels } = this.options;
      if (labels) requireClasses(labels.file, labels.names.length, predictions.length);
    } finally {
      await rm(file, { force: true });
    }
  }
}

/** Whether the model is built for a number of segments, as TSM and TIN are: then a window is sampled like a whole video. */
function hasFixedClips(config: Config): boolean {
  return ['model.backbone.num_segments', 'model.cls_head.num_segments'].some((path) => config.get(path) != null);
}

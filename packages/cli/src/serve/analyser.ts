import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config, ConfigDict } from '@mma/config';
import type { Sample } from '@mma/engine';
import { type VideoInfo, VideoWriter } from '@mma/video';
import pLimit from 'p-limit';
import { CliError, isUserError } from '../errors.js';
import { requireClasses } from '../inference/labels.js';
import { className, topScores } from '../inference/predictions.js';
import { customImports, type Recognizer } from '../inference/recognizer.js';
import type { WindowOptions } from '../inference/windows/sliding-windows.js';
import { BATCH, inBatches } from './batches.js';
import type { DecodedWindows, VideoLimits } from './decoding/clip-pipeline.js';
import { Decoder } from './decoding/decoder.js';
import { gridOf, heatOf, normalised } from './heat.js';
import type { Analysis, Localization, Stages, VideoFacts, VideoWork } from './video-work.js';

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

/** Videos in, scores over time out: decoding in another process, the model here, both at once for videos in a row. */
export class Analyser implements VideoWork {
  /** One video is decoded while another goes through the model. */
  readonly #whole = pLimit(2);
  readonly #decoding = pLimit(1);
  readonly #model = pLimit(1);
  #classes = 0;
  #canLocalize = false;

  private constructor(
    private readonly decoder: Decoder,
    private readonly options: AnalyserOptions,
  ) {}

  /**
   * Has the model run on a video drawn for it, so that the first real one does not wait for that.
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

  /** How many classes there are. */
  get classes(): number {
    return this.#classes;
  }

  /** Whether it can tell where in the pictures a class is seen. */
  get canLocalize(): boolean {
    return this.#canLocalize;
  }

  /** @throws errors of `Decoder.decode` */
  analyse(file: string, topK: number, signal?: AbortSignal): Promise<Analysis> {
    return this.work(
      () => this.decoder.decode(file),
      async ({ info, whole, windows }) => {
        const [scores] = await this.options.recognizer.predict([whole]);
        const perWindow = await inBatches(samplesOf(windows), (batch) => this.options.recognizer.predict(batch));
        const named = (each: Float32Array) => topScores(each, topK, this.options.labels?.names);
        return {
          video: factsOf(info),
          predictions: named(scores!),
          timeline: windows.map(({ window: { start, end } }, at) => ({
            start,
            end,
            predictions: named(perWindow[at]!),
          })),
        };
      },
      signal,
    );
  }

  /** @throws errors of `Decoder.decode`, and of `Recognizer.activationMaps` */
  localize(file: string, index: number, signal?: AbortSignal): Promise<Localization> {
    return this.work(
      () => this.decoder.decodeWindows(file),
      async ({ info, windows, boxes }) => {
        const { recognizer, labels } = this.options;
        const maps = await inBatches(samplesOf(windows), (batch) => recognizer.activationMaps(batch, index));
        const grid = gridOf(info);
        const heats = normalised(maps.map((each) => heatOf(each, boxes, grid)));
        return {
          video: factsOf(info),
          class: { label: className(index, labels?.names), index },
          grid,
          timeline: windows.map(({ window: { start, end } }, at) => ({ start, end, heat: heats[at]! })),
        };
      },
      signal,
    );
  }

  async close(): Promise<void> {
    await this.decoder.close();
  }

  /** Decodes and then computes, each for one video at a time. What has not begun does not begin where nobody waits for it any more. */
  private work<Decoded, Result>(
    decode: () => Promise<Decoded>,
    compute: (decoded: Decoded) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result & { time: Stages }> {
    return this.#whole(async () => {
      signal?.throwIfAborted();
      const [decoded, decoding] = await this.#decoding(() => timed(decode));
      return this.#model(async () => {
        signal?.throwIfAborted();
        const [result, model] = await timed(() => compute(decoded));
        return { ...result, time: { decode: decoding, model } };
      });
    });
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
      const { labels, recognizer } = this.options;
      this.#classes = predictions.length;
      if (labels) requireClasses(labels.file, labels.names.length, predictions.length);
      const { windows } = await this.decoder.decodeWindows(file);
      const batch = Array.from({ length: BATCH }, () => windows[0]!.sample);
      this.#canLocalize = await recognizer.activationMaps(batch, 0).then(() => true, cannotLocalize);
    } finally {
      await rm(file, { force: true });
    }
  }
}

/** Whether the model is built for a number of segments, as TSM and TIN are: then a window is sampled like a whole video. */
function hasFixedClips(config: Config): boolean {
  return ['model.backbone.num_segments', 'model.cls_head.num_segments'].some((path) => config.get(path) != null);
}

/** Models that do not look at pictures one by one have no maps of them; anything else that fails is a fault. */
function cannotLocalize(error: unknown): false {
  if (isUserError(error) && error.code === 'MMA_MODEL_CAM_LAYER') return false;
  throw error;
}

const samplesOf = (windows: DecodedWindows['windows']): Sample[] => windows.map(({ sample }) => sample);

function factsOf({ width, height, fps, numFrames, duration, codec }: VideoInfo): VideoFacts {
  return { width, height, fps, numFrames, duration, codec };
}

/** What work gives, and the seconds it took. */
async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  const result = await work();
  return [result, (performance.now() - began) / 1000];
}

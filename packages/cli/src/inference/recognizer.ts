import { BaseRecognizer, GradCamModel, RECOGNIZERS } from '@mma/action-models';
import { type DeviceChoice, type DeviceInfo, loadBackend } from '@mma/backend';
import type { Config } from '@mma/config';
import {
  type BaseModel,
  buildFromConfig,
  DataLoader,
  issuesError,
  loadCheckpoint,
  type NdArray,
  predictBatch,
  pseudoCollate,
  type Sample,
  validateConfig,
} from '@mma/engine';
import { CliError } from '../errors.js';

export interface RecognizerOptions {
  config: Config;
  /** A `.pth` file. */
  checkpoint: string;
  device?: DeviceChoice;
  /** What data workers import to know the transforms of the pipeline, beside the config's own `custom_imports`. */
  modules?: readonly string[];
  onMessage?: (line: string) => void;
}

export interface Recognition {
  video: string;
  /** One score a class, as the head's `average_clips` makes them. */
  scores: Float32Array;
}

/**
 * A trained recognizer with its config's test pipeline: the same pixels and the same scores as `mma test` on the same clip.
 *
 * @example
 * ```ts
 * const recognizer = await Recognizer.open({ config: await loadConfig('tsn.ts'), checkpoint: 'best.pth' });
 * for await (const { video, scores } of recognizer.recognize(['clip.mp4'])) console.log(video, scores);
 * ```
 */
export class Recognizer {
  #maps: GradCamModel | undefined;

  private constructor(
    readonly device: DeviceInfo,
    private readonly model: BaseModel,
    private readonly options: RecognizerOptions,
  ) {}

  /** @throws errors with an `MMA_` code for a config, checkpoint or device that does not serve */
  static async open(options: RecognizerOptions): Promise<Recognizer> {
    const { config, checkpoint, onMessage = () => {} } = options;
    // What inference needs nothing of, such as the optimizer, may be as it likes.
    const issues = (await validateConfig(config)).filter(({ path }) => /^(model|test_dataloader)\b/.test(path));
    if (issues.length > 0) throw issuesError(issues);
    const model = buildFromConfig(RECOGNIZERS, config, 'model');
    const device = await loadBackend({ device: options.device ?? 'auto', install: true, allowWasm: true, onMessage });
    await loadCheckpoint(model, checkpoint);
    return new Recognizer(device, model.eval(), options);
  }

  /** Scores of each video, in order; videos are decoded by a worker thread while the model runs. */
  async *recognize(videos: readonly string[], { batchSize = 1 } = {}): AsyncGenerator<Recognition, void, undefined> {
    const { config, modules = [] } = this.options;
    const pipeline = config.get('test_dataloader.dataset.pipeline');
    if (!Array.isArray(pipeline)) {
      throw new CliError('MMA_CLI_CONFIG', `${config.filename} has no test_dataloader.dataset.pipeline.`, {
        hint: 'Inference prepares videos with the test pipeline.',
      });
    }
    const loader = await DataLoader.fromConfig(
      { batch_size: batchSize, num_workers: 1, dataset: { type: 'VideoListDataset', videos, pipeline } },
      { modules: [...modules, ...customImports(config)], from: config.filename },
    );
    let done = 0;
    try {
      for await (const batch of loader.iterate({ epoch: 0 })) {
        for (const { predScore } of await predictBatch(this.model, batch)) {
          yield { video: videos[done++]!, scores: predScore! };
        }
      }
    } finally {
      await loader.close();
    }
  }

  /** Scores of samples of one shape that a pipeline has made, in order; the event loop is free meanwhile. */
  async predict(samples: readonly Sample[]): Promise<Float32Array[]> {
    const predicted = await predictBatch(this.model, pseudoCollate(samples));
    return predicted.map(({ predScore }) => Float32Array.from(predScore!));
  }

  /**
   * Grad-CAM of samples of one shape that a pipeline has made of pictures: where a class's score comes from. Off the event loop as
   * `predict`.
   *
   * @returns for each sample [pictures, h, w], ≥ 0, as its backbone's resolution has it
   * @throws ModelError `MMA_MODEL_CAM_LAYER` for a backbone that does not look at pictures one by one, `MMA_MODEL_LABEL_RANGE`
   */
  async activationMaps(samples: readonly Sample[], targetClass: number): Promise<NdArray<Float32Array>[]> {
    this.#maps ??= new GradCamModel(this.requireRecognizer());
    const labelled = samples.map(({ inputs, dataSample: { metainfo } }) => ({
      inputs,
      dataSample: { metainfo, gtLabel: [targetClass] },
    }));
    const predicted = await predictBatch(this.#maps, pseudoCollate(labelled));
    return predicted.map(({ extras }) => extras!['activationMap'] as NdArray<Float32Array>);
  }

  private requireRecognizer(): BaseRecognizer {
    if (this.model instanceof BaseRecognizer) return this.model;
    throw new CliError('MMA_CLI_MODEL', `A ${this.model.constructor.name} has no backbone and head to explain.`);
  }
}

/** Modules of the user's own that register what the config names. */
export function customImports(config: Config): string[] {
  return [config.get('custom_imports.imports') ?? []].flat() as string[];
}

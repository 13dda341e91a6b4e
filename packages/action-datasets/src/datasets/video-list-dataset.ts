import {
  BaseDataset,
  Compose,
  component,
  DATASETS,
  type Random,
  type Results,
  type Sample,
  TRANSFORMS,
} from '@mma/engine';
import { z } from 'zod';
import { closeReader } from '../transforms/decoding/close-reader.js';
import { packedSample } from './packed-sample.js';

/** Videos given one by one, without labels: what inference runs on. */
@DATASETS.register()
export class VideoListDataset extends BaseDataset {
  static readonly options = z
    .strictObject({
      videos: z.array(z.string().min(1)).min(1).describe('video files'),
      pipeline: z.array(component(TRANSFORMS)).min(1).describe('transforms that make a sample, in order'),
    })
    .describe('videos that a program lists, without labels');

  readonly #videos: readonly string[];
  readonly #pipeline: Compose;

  constructor(options: z.input<typeof VideoListDataset.options>) {
    super();
    const { videos, pipeline } = VideoListDataset.options.parse(options);
    this.#videos = videos;
    this.#pipeline = new Compose(pipeline);
  }

  override get length(): number {
    return this.#videos.length;
  }

  override async load(): Promise<void> {}

  /** `filename`, `modality`, `start_index`. */
  override getDataInfo(index: number): Results {
    const filename = this.#videos[index];
    if (filename === undefined) throw new RangeError(`video ${index} of ${this.length}`);
    return { filename, modality: 'RGB', start_index: 0 };
  }

  override async get(index: number, random: Random): Promise<Sample> {
    const info = this.getDataInfo(index);
    try {
      return packedSample(await this.#pipeline.transform(info, random), this.describe(index));
    } finally {
      // A step between opening and decoding may have failed.
      await closeReader(info);
    }
  }
}

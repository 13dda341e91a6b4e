import { DATASETS, type Item, type Random } from '@mma/engine';
import { z } from 'zod';
import { BaseVideoDataset, videoDatasetShape } from './base-video-dataset.js';

/**
 * Videos with class labels, listed in a text file (`some/path/000.mp4 1` a line), in CSV or in JSON.
 *
 * @example
 * ```ts
 * const dataset = new VideoDataset({ annFile: 'train.txt', dataPrefix: { video: 'videos' }, pipeline: [new VideoInit(), …] });
 * await dataset.load();
 * const { inputs, dataSample } = await dataset.get(0, Random.of(seed, epoch, 0));
 * ```
 */
@DATASETS.register()
export class VideoDataset extends BaseVideoDataset<Item> {
  static readonly options = z.strictObject(videoDatasetShape).describe('videos listed with their labels in a file');

  constructor(options: z.input<typeof VideoDataset.options>) {
    super(VideoDataset.options.parse(options));
  }

  protected override make(index: number, random: Random): Promise<Item | null> {
    return this.makeItem(index, random);
  }
}

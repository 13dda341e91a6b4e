import { join } from 'node:path';
import { DATASETS, type Item, type Random, type Results } from '@mma/engine';
import { z } from 'zod';
import type { Annotation, AnnotationFile } from '../annotations/annotation.js';
import { classNumber } from '../annotations/labels.js';
import { DataError } from '../errors.js';
import { under } from '../paths.js';
import { actionDatasetShape } from './action-dataset-options.js';
import { BaseActionDataset } from './base-action-dataset.js';
import { type ClassVideo, readClassFolders } from './class-folders.js';
import { type SplitShares, splitOf } from './split-of.js';

const { multiClass: _, ...shape } = actionDatasetShape;

/**
 * A folder with a folder of videos for each class, without any annotation file: `jumping/a.mp4`, `clapping/b.mp4`.
 *
 * Classes are the folders in alphabetical order, or `metainfo.classes`. Which split a video belongs to depends on its name alone,
 * so that videos that come later move no other; where all videos lie in folders `train`, `val` and `test`, those are the splits.
 */
@DATASETS.register()
export class FolderDataset extends BaseActionDataset<Item> {
  static readonly options = z
    .strictObject({
      root: z.string().min(1).describe('folder with a folder for each class'),
      split: z.enum(['train', 'val', 'test', 'all']).default('all').describe('which part of the videos to use'),
      splitRatio: z
        .array(z.number().nonnegative())
        .min(2)
        .max(3)
        .default([0.7, 0.15, 0.15])
        .describe('shares of train, val and test, relative to their sum'),
      ...shape,
    })
    .describe('videos in one subfolder for each class');

  /** What lies in the folder and is left out. */
  override notes: readonly string[] = [];
  readonly #split: string;
  readonly #shares: SplitShares;
  readonly #root: string;

  constructor(options: z.input<typeof FolderDataset.options>) {
    const { root, split, splitRatio, ...settings } = FolderDataset.options.parse(options);
    super({ ...settings, multiClass: false });
    const [train, val, test = 0] = splitRatio;
    this.#split = split;
    this.#shares = { train: train!, val: val!, test };
    this.#root = under(settings.dataRoot, root);
  }

  /**
   * A folder says exactly how many classes there are, so a model with another number is a slip.
   *
   * @throws DataError `MMA_DATA_CLASS_COUNT`
   */
  override assertLabelsBelow(numClasses: number): void {
    const classes = this.metainfo.classes ?? [];
    if (!Number.isFinite(numClasses) || numClasses === classes.length) return;
    throw new DataError(
      'MMA_DATA_CLASS_COUNT',
      `${this.#root} has ${classes.length} classes (${someOf(classes)}), and num_classes is ${numClasses}`,
      { hint: `set model.cls_head.num_classes to ${classes.length}, or name all classes in metainfo.classes` },
    );
  }

  protected override async read(): Promise<AnnotationFile> {
    const { videos, notes } = await readClassFolders(this.#root);
    const classes = this.metainfo.classes ?? [...new Set(videos.map(({ className }) => className))].sort();
    const annotations = videos
      .filter((video) => this.#split === 'all' || this.#split === this.#splitOf(video))
      .map(({ name, className }): Annotation => {
        const place = join(this.#root, name);
        return { name: place, labels: [classNumber(className, place, classes)], place };
      });
    const seen = new Set(annotations.map(({ labels }) => labels[0]!));
    const missing = classes.filter((_name, i) => !seen.has(i));
    this.notes =
      missing.length === 0 || annotations.length === 0
        ? notes
        : [...notes, `no video of ${someOf(missing)} in the split ${this.#split} of ${this.#root}`];
    return { annotations, metainfo: { classes } };
  }

  #splitOf({ split, name }: ClassVideo): string {
    return split ?? splitOf(name, this.#shares);
  }

  /** `filename`, `label`, `modality`, `start_index`. */
  protected override infoOf({ name }: Annotation): Results {
    return { filename: name, modality: 'RGB', start_index: 0 };
  }

  protected override make(index: number, random: Random): Promise<Item | null> {
    return this.makeItem(index, random);
  }

  protected override emptyError(): DataError {
    const shares = Object.entries(this.#shares).map(([split, share]) => `${split} ${share}`);
    return new DataError('MMA_DATA_SPLIT_EMPTY', `no video of ${this.#root} falls into the split ${this.#split}`, {
      hint: `the shares are ${shares.join(', ')}: add videos, or change split_ratio`,
    });
  }
}

function someOf(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(', ')}, …` : names.join(', ');
}

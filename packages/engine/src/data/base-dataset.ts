import type { Random } from '../random/random.js';
import type { Item } from '../structures/batch.js';
import type { Results } from './base-transform.js';

/** What is known of a whole dataset. */
export interface DatasetMeta {
  /** Class names by index. */
  classes?: readonly string[];
  [key: string]: unknown;
}

/**
 * Samples by index. Constructed in the main thread and again in every worker from the same config, so it must come out the
 * same each time; `load` is called once on each before anything else.
 */
export abstract class BaseDataset {
  metainfo: DatasetMeta = {};

  /** What `load` noticed that people should know, a line each; runs log it. */
  notes: readonly string[] = [];

  /** Reads the annotations, not the data. */
  abstract load(): Promise<void>;

  /** The number of samples; known after `load`. */
  abstract readonly length: number;

  /** What the annotations say of one sample, before the pipeline: a fresh object, the caller's to change. */
  abstract getDataInfo(index: number): Results;

  /**
   * Makes a sample, or several of one video (then `collate_fn` is `repeat_pseudo_collate`). Its arrays are given away (they move to another thread): never keep or reuse them.
   *
   * @param random the sample's own stream, keyed by (seed, epoch, index); every random choice comes from it
   */
  abstract get(index: number, random: Random): Promise<Item>;

  /** The classes of a sample by its annotation, none where it has no label: what balancing goes by. */
  getCatIds(index: number): number[] {
    const { label } = this.getDataInfo(index);
    if (Array.isArray(label)) return label;
    return typeof label === 'number' ? [label] : [];
  }

  /**
   * Checks every label against the model's number of classes, before any work is done. Datasets with labels override it.
   *
   * @throws an error that names the first label that is not in [0, numClasses), and where it was written
   */
  assertLabelsBelow(_numClasses: number): void {}

  /** The file or folder that a sample is read from, where there is one. */
  fileOf(index: number): string | undefined {
    const info = this.getDataInfo(index);
    const file = info['filename'] ?? info['frame_dir'];
    return typeof file === 'string' ? file : undefined;
  }

  /** How messages call a sample. */
  describe(index: number): string {
    const file = this.fileOf(index);
    return file === undefined ? `sample ${index}` : `sample ${index} (${file})`;
  }
}

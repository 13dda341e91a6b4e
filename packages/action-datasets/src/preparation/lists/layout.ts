/** What a dataset's own annotations say of one clip. */
export interface LayoutEntry {
  /** Where the clip lies under the folder of videos, without its extension: `jumping/abc_000010_000020`. */
  name: string;
  /** Class numbers from 0; none where a test set keeps them secret. */
  labels: readonly number[];
}

/** A whole dataset as its own annotations describe it. */
export interface DescribedDataset {
  /** Class names by number. */
  classes: readonly string[];
  /** By name: `train`, `val`, `test`, or `train_split_1`, … where a dataset has several. */
  splits: ReadonlyMap<string, readonly LayoutEntry[]>;
}

/** How one public dataset hands out its annotations. */
export interface Layout {
  /** What it needs in the folder of annotations, for help and errors. */
  readonly files: string;
  /** @param folder the dataset's annotation files, as they were downloaded */
  read(folder: string): Promise<DescribedDataset>;
}

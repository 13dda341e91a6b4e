import type { Item } from '../structures/batch.js';
import { BaseDataset } from './base-dataset.js';
import type { Results } from './base-transform.js';

/** Stands for a dataset of which only the size is known: nothing can be read from it. */
export class SizedDataset extends BaseDataset {
  constructor(override readonly length: number) {
    super();
  }

  override async load(): Promise<void> {}

  override getDataInfo(): Results {
    return {};
  }

  override async get(): Promise<Item> {
    throw new Error('only the size of this dataset is known');
  }
}

import type { Random } from '../../random/random.js';
import type { Item } from '../../structures/batch.js';
import { BaseDataset } from '../base-dataset.js';
import type { Results } from '../base-transform.js';

/** A dataset that shows the samples of another one under other indices. */
export abstract class DatasetWrapper extends BaseDataset {
  constructor(protected readonly dataset: BaseDataset) {
    super();
    this.metainfo = dataset.metainfo;
  }

  /** The index of a sample in the wrapped dataset. */
  protected abstract innerIndex(index: number): number;

  override async load(): Promise<void> {
    await this.dataset.load();
    this.metainfo = this.dataset.metainfo;
    this.notes = this.dataset.notes;
  }

  override getDataInfo(index: number): Results {
    return this.dataset.getDataInfo(this.innerIndex(index));
  }

  override get(index: number, random: Random): Promise<Item> {
    return this.dataset.get(this.innerIndex(index), random);
  }

  override getCatIds(index: number): number[] {
    return this.dataset.getCatIds(this.innerIndex(index));
  }

  override assertLabelsBelow(numClasses: number): void {
    this.dataset.assertLabelsBelow(numClasses);
  }
}

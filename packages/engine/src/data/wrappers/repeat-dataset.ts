import { z } from 'zod';
import { component } from '../../registry/component.js';
import { DATASETS } from '../../registry/roots.js';
import { DatasetWrapper } from './dataset-wrapper.js';
import { lazyInit } from './lazy-init.js';

/**
 * Every sample several times an epoch: fewer, longer epochs over a small dataset (MMEngine's `RepeatDataset`). Each time a
 * sample draws its augmentations anew.
 */
@DATASETS.register()
export class RepeatDataset extends DatasetWrapper {
  static readonly options = z
    .strictObject({
      dataset: component(DATASETS).describe('the dataset to repeat'),
      times: z.int().positive().describe('how often each sample comes'),
      lazyInit,
    })
    .describe('a dataset several times over, as one longer epoch');

  readonly #times: number;

  constructor(options: z.input<typeof RepeatDataset.options>) {
    const { dataset, times } = RepeatDataset.options.parse(options);
    super(dataset);
    this.#times = times;
  }

  override get length(): number {
    return this.dataset.length * this.#times;
  }

  protected override innerIndex(index: number): number {
    return index % this.dataset.length;
  }
}

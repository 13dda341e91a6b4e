import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { EngineError } from '../../errors.js';
import type { Random } from '../../random/random.js';
import { component } from '../../registry/component.js';
import { DATASETS } from '../../registry/roots.js';
import type { Item } from '../../structures/batch.js';
import { BaseDataset } from '../base-dataset.js';
import type { Results } from '../base-transform.js';
import { lazyInit } from './lazy-init.js';

/**
 * Several datasets one after the other (MMEngine's `ConcatDataset`), each with its own annotations and pipeline. They must say
 * the same of themselves in `metainfo`, classes above all, but for `ignoreKeys`.
 */
@DATASETS.register()
export class ConcatDataset extends BaseDataset {
  static readonly options = z
    .strictObject({
      datasets: z.array(component(DATASETS)).min(1).describe('the datasets, in order'),
      ignoreKeys: z
        .union([z.string(), z.array(z.string())])
        .nullish()
        .describe('keys of metainfo in which the datasets may differ; those of the first dataset count'),
      lazyInit,
    })
    .describe('several datasets as one, one after the other');

  readonly #datasets: readonly BaseDataset[];
  readonly #ignoreKeys: readonly string[];
  #starts: number[] = [];
  #length = 0;

  constructor(options: z.input<typeof ConcatDataset.options>) {
    super();
    const { datasets, ignoreKeys } = ConcatDataset.options.parse(options);
    this.#datasets = datasets;
    this.#ignoreKeys = [ignoreKeys ?? []].flat();
    this.metainfo = datasets[0]!.metainfo;
  }

  override get length(): number {
    return this.#length;
  }

  /** @throws EngineError `MMA_DATA_META_DIFFERS` for datasets that contradict each other */
  override async load(): Promise<void> {
    for (const dataset of this.#datasets) await dataset.load();
    this.metainfo = this.#datasets[0]!.metainfo;
    this.#datasets.forEach((dataset, i) => {
      this.#assertSameMeta(dataset, i);
    });
    this.notes = this.#datasets.flatMap(({ notes }) => notes);
    this.#starts = [];
    this.#length = 0;
    for (const dataset of this.#datasets) {
      this.#starts.push(this.#length);
      this.#length += dataset.length;
    }
  }

  override getDataInfo(index: number): Results {
    const { dataset, inner } = this.#find(index);
    return dataset.getDataInfo(inner);
  }

  override get(index: number, random: Random): Promise<Item> {
    const { dataset, inner } = this.#find(index);
    return dataset.get(inner, random);
  }

  override getCatIds(index: number): number[] {
    const { dataset, inner } = this.#find(index);
    return dataset.getCatIds(inner);
  }

  override assertLabelsBelow(numClasses: number): void {
    for (const dataset of this.#datasets) dataset.assertLabelsBelow(numClasses);
  }

  #find(index: number): { dataset: BaseDataset; inner: number } {
    // Empty datasets begin where the next one does: the last that begins at or before the index has it.
    const at = this.#starts.findLastIndex((start) => start <= index);
    if (at < 0 || index >= this.#length) throw new RangeError(`sample ${index} of ${this.#length}`);
    return { dataset: this.#datasets[at]!, inner: index - this.#starts[at]! };
  }

  #assertSameMeta(dataset: BaseDataset, place: number): void {
    const keys = new Set([...Object.keys(this.metainfo), ...Object.keys(dataset.metainfo)]);
    for (const key of keys) {
      if (this.#ignoreKeys.includes(key) || isDeepStrictEqual(this.metainfo[key], dataset.metainfo[key])) continue;
      throw new EngineError(
        'MMA_DATA_META_DIFFERS',
        `ConcatDataset: dataset ${place} has other \`${key}\` than dataset 0`,
        { hint: `give all the same metainfo.${key}, or let them differ with \`ignore_keys\`` },
      );
    }
  }
}

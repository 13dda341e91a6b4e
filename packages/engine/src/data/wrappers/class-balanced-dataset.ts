import { z } from 'zod';
import { EngineError } from '../../errors.js';
import { component } from '../../registry/component.js';
import { DATASETS } from '../../registry/roots.js';
import type { BaseDataset } from '../base-dataset.js';
import { DatasetWrapper } from './dataset-wrapper.js';
import { lazyInit } from './lazy-init.js';

/**
 * Samples of rare classes several times an epoch (MMEngine's `ClassBalancedDataset`; Gupta et al. 2019, LVIS).
 *
 * A class that a share f of all samples has is repeated r = max(1, √(oversample_thr / f)) times, a sample as often as the
 * rarest of its classes, rounded up. Samples without a class come once.
 */
@DATASETS.register()
export class ClassBalancedDataset extends DatasetWrapper {
  static readonly options = z
    .strictObject({
      dataset: component(DATASETS).describe('the dataset whose samples are repeated'),
      oversampleThr: z.number().positive().describe('share of the samples below which a class is repeated'),
      lazyInit,
    })
    .describe('repeats samples of rare classes, after LVIS: oversampling by the square root of their frequency');

  readonly #threshold: number;
  #order: Uint32Array | undefined;

  constructor(options: z.input<typeof ClassBalancedDataset.options>) {
    const { dataset, oversampleThr } = ClassBalancedDataset.options.parse(options);
    super(dataset);
    this.#threshold = oversampleThr;
  }

  override async load(): Promise<void> {
    await super.load();
    const order: number[] = [];
    for (const [index, factor] of repeatFactors(this.dataset, this.#threshold).entries()) {
      for (let time = 0; time < Math.ceil(factor); time++) order.push(index);
    }
    this.#order = Uint32Array.from(order);
  }

  override get length(): number {
    return this.#order?.length ?? 0;
  }

  protected override innerIndex(index: number): number {
    return this.#order![index]!;
  }
}

/**
 * How often each sample is to come, as a fraction, by the frequencies of its classes.
 *
 * @throws EngineError `MMA_DATA_NO_CLASSES` where no sample has a class
 */
export function repeatFactors(dataset: BaseDataset, threshold: number): number[] {
  const classesOf = Array.from({ length: dataset.length }, (_, index) => new Set(dataset.getCatIds(index)));
  const counts = new Map<number, number>();
  for (const classes of classesOf) for (const label of classes) counts.set(label, (counts.get(label) ?? 0) + 1);
  if (counts.size === 0) {
    throw new EngineError('MMA_DATA_NO_CLASSES', 'ClassBalancedDataset: no sample has a class to balance by', {
      hint: 'the annotations have no labels, or the dataset does not give them by getCatIds',
    });
  }
  const repeats = new Map([...counts].map(([label, n]) => [label, Math.sqrt(threshold / (n / dataset.length))]));
  return classesOf.map((classes) => Math.max(1, ...[...classes].map((label) => repeats.get(label)!)));
}

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Random } from '../../random/random.js';
import { DATASETS } from '../../registry/roots.js';
import type { Sample } from '../../structures/batch.js';
import { BaseDataset, type DatasetMeta } from '../base-dataset.js';
import { DataLoader } from '../data-loader.js';
import type { ClassBalancedDataset } from './class-balanced-dataset.js';
import './concat-dataset.js';
import './repeat-dataset.js';
import './class-balanced-dataset.js';

/** Samples that say which they are, each with the classes it is given. */
@DATASETS.register()
export class ListedDataset extends BaseDataset {
  static readonly options = z.strictObject({
    name: z.string().default('a'),
    labels: z.array(z.array(z.int())),
    metainfo: z.record(z.string(), z.unknown()).default({}),
  });

  override length = 0;
  readonly #options: z.output<typeof ListedDataset.options>;

  constructor(options: z.input<typeof ListedDataset.options>) {
    super();
    this.#options = ListedDataset.options.parse(options);
  }

  override async load(): Promise<void> {
    this.length = this.#options.labels.length;
    this.metainfo = this.#options.metainfo as DatasetMeta;
  }

  override getDataInfo(index: number) {
    return { filename: `${this.#options.name}${index}`, label: this.#options.labels[index] };
  }

  override assertLabelsBelow(numClasses: number): void {
    const wrong = this.#options.labels.flat().find((label) => label >= numClasses);
    if (wrong !== undefined) throw new Error(`label ${wrong} of ${this.#options.name}`);
  }

  override async get(index: number, random: Random): Promise<Sample> {
    const metainfo = { name: `${this.#options.name}${index}`, drawn: random.float() };
    return { inputs: { data: new Uint8Array(1), shape: [1] }, dataSample: { metainfo } };
  }
}

const listed = (labels: number[][], more: Record<string, unknown> = {}) => ({ type: 'ListedDataset', labels, ...more });

async function load(config: { type: string } & Record<string, unknown>): Promise<BaseDataset> {
  const dataset = DATASETS.build(config);
  await dataset.load();
  return dataset;
}

const names = (dataset: BaseDataset) =>
  Array.from({ length: dataset.length }, (_, i) => dataset.getDataInfo(i)['filename']).join(' ');

describe('RepeatDataset', () => {
  const config = {
    type: 'RepeatDataset',
    dataset: listed([[0], [1]], { metainfo: { classes: ['x', 'y'] } }),
    times: 3,
  };

  it('shows every sample several times, with the classes of its dataset', async () => {
    const dataset = await load(config);
    expect(names(dataset)).toBe('a0 a1 a0 a1 a0 a1');
    expect(dataset.metainfo.classes).toEqual(['x', 'y']);
    expect(dataset.getCatIds(3)).toEqual([1]);
    expect(dataset.describe(3)).toBe('sample 3 (a1)');
    expect(() => dataset.assertLabelsBelow(1)).toThrow('label 1 of a');
  });

  it('draws anew each time a sample comes', async () => {
    const loader = await DataLoader.fromConfig({ dataset: config, batch_size: 6 }, { seed: 1 });
    for await (const { dataSamples } of loader.iterate({ epoch: 0 })) {
      expect(new Set(dataSamples.map(({ metainfo }) => metainfo['drawn'])).size).toBe(6);
    }
  });
});

describe('ConcatDataset', () => {
  const both = (first: object, second: object, more = {}) => ({
    type: 'ConcatDataset',
    datasets: [listed([[0], [1]], { metainfo: first }), listed([[2]], { name: 'b', metainfo: second })],
    ...more,
  });

  it('shows one dataset after the other', async () => {
    const dataset = await load(both({ classes: ['x'] }, { classes: ['x'] }));
    expect(names(dataset)).toBe('a0 a1 b0');
    expect(dataset.getCatIds(2)).toEqual([2]);
    expect(((await dataset.get(2, Random.of(0))) as Sample).dataSample.metainfo['name']).toBe('b0');
    expect(dataset.metainfo.classes).toEqual(['x']);
    expect(() => dataset.assertLabelsBelow(2)).toThrow('label 2 of b');
    expect(() => dataset.getDataInfo(3)).toThrow(RangeError);
  });

  it('may hold empty datasets, and wrappers', async () => {
    const repeated = { type: 'RepeatDataset', dataset: listed([[0]], { name: 'c' }), times: 2 };
    const dataset = await load({ type: 'ConcatDataset', datasets: [listed([]), repeated, listed([]), listed([[1]])] });
    expect(names(dataset)).toBe('c0 c0 a0');
  });

  it('refuses datasets that contradict each other, but for ignore_keys', async () => {
    await expect(load(both({ classes: ['x'] }, { classes: ['y'] }))).rejects.toThrow(
      'dataset 1 has other `classes` than dataset 0',
    );
    await expect(load(both({}, { split: 1 }))).rejects.toMatchObject({ code: 'MMA_DATA_META_DIFFERS' });
    const dataset = await load(both({ task: 1 }, { task: 2 }, { ignore_keys: 'task' }));
    expect(dataset.metainfo['task']).toBe(1);
  });
});

describe('ClassBalancedDataset', () => {
  it('repeats samples by the rarest of their classes, as MMEngine does', async () => {
    // Of 10 samples, 8 have class 0, 2 class 1 and 1 class 2: √(0.4 / 0.2) = 1.41, √(0.4 / 0.1) = 2.
    const labels = [[0], [0], [0], [0], [0], [0], [0], [0, 1], [1], [2]];
    const dataset = (await load({
      type: 'ClassBalancedDataset',
      dataset: listed(labels),
      oversample_thr: 0.4,
    })) as ClassBalancedDataset;
    expect(names(dataset)).toBe('a0 a1 a2 a3 a4 a5 a6 a7 a7 a8 a8 a9 a9');
    expect(dataset.getCatIds(8)).toEqual([0, 1]);
  });

  it('shows samples without a class once, and needs some with one', async () => {
    const config = (labels: number[][]) => ({
      type: 'ClassBalancedDataset',
      dataset: listed(labels),
      oversample_thr: 1,
    });
    expect(names(await load(config([[], [0], [0], [1]])))).toBe('a0 a1 a1 a2 a2 a3 a3');
    await expect(load(config([[], []]))).rejects.toMatchObject({ code: 'MMA_DATA_NO_CLASSES' });
  });

  it('refuses options it does not have, by place', () => {
    expect(() => DATASETS.build({ type: 'RepeatDataset', dataset: { type: 'ListedDatase' }, time: 2 })).toThrow(
      /`time`.*did you mean `times`[\s\S]*`dataset\.type`.*`ListedDatase`/,
    );
  });
});

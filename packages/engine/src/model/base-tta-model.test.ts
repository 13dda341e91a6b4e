import { join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  BaseDataset,
  BaseTransform,
  Compose,
  component,
  DATASETS,
  type DataSample,
  type Item,
  type NdArray,
  type Random,
  type Results,
  Runner,
  readResults,
  TRANSFORMS,
  withTta,
} from '../index.js';
import { tempDir, toyConfig } from '../runner/fixtures/toy-config.js';
import { toyRunner } from '../runner/fixtures/toy-run.js';

const mirror = z.strictObject({ along: z.enum(['x', 'y', 'none']) });

/** Mirrors a point at the middle, 128. */
@TRANSFORMS.register()
export class Mirror extends BaseTransform {
  static readonly options = mirror;

  constructor(private readonly settings: z.output<typeof mirror>) {
    super();
  }

  override transform(results: Results): Results {
    const point = results['point'] as number[];
    const axis = ['x', 'y'].indexOf(this.settings.along);
    // In place: versions must not see each other's changes.
    if (axis !== -1) point[axis] = 255 - point[axis]!;
    return results;
  }
}

@TRANSFORMS.register()
export class PackPoint extends BaseTransform {
  static readonly options = z.strictObject({});

  override transform({ point, index }: Results): Results {
    const data = Uint8Array.from(point as number[]);
    return { inputs: { data, shape: [2] }, data_samples: { metainfo: { index }, gtLabel: [(index as number) % 2] } };
  }
}

const points = z.strictObject({ pipeline: z.array(component(TRANSFORMS)) });

/** 12 points through a pipeline. */
@DATASETS.register()
export class PipedPoints extends BaseDataset {
  static readonly options = points;
  readonly length = 12;
  private readonly pipeline: Compose;

  constructor({ pipeline }: z.output<typeof points>) {
    super();
    this.pipeline = new Compose(pipeline);
  }

  override async load(): Promise<void> {}

  override getDataInfo(index: number): Results {
    return { index, point: [(index * 37) % 256, (index * 91) % 256] };
  }

  override async get(index: number, random: Random): Promise<Item> {
    const results = await this.pipeline.transform(this.getDataInfo(index), random);
    const { inputs, data_samples: samples } = results as { inputs: unknown; data_samples: unknown };
    if (!Array.isArray(inputs)) return { inputs: inputs as NdArray, dataSample: samples as DataSample };
    return inputs.map((input, at) => ({ inputs: input as NdArray, dataSample: (samples as DataSample[])[at]! }));
  }
}

const pack = { type: 'PackPoint' };
const loaderOf = (pipeline: ConfigDict[]): ConfigDict => ({
  batch_size: 5,
  num_workers: 0,
  dataset: { type: 'PipedPoints', pipeline },
});

/** The scores of a test with this pipeline, by the file that DumpResults writes. */
async function scores(dir: string, changes: ConfigDict, tta: boolean): Promise<number[][]> {
  const file = join(dir, 'results.json');
  const config = await toyConfig(dir, {
    load_from: join(dir, 'work', 'epoch_3.pth'),
    test_evaluator: [{ type: 'DumpResults', out_file_path: file } as ConfigDict],
    ...changes,
  });
  const runner = await Runner.fromConfig(tta ? withTta(config) : config, { console: false });
  await runner.test();
  const samples = await readResults(file);
  expect(samples.map(({ metainfo }) => metainfo)).toEqual(Array.from({ length: 12 }, (_, index) => ({ index })));
  return samples.map(({ predScore }) => Array.from(predScore!));
}

describe('test-time augmentation', () => {
  it('merges the predictions of every way through its steps', async () => {
    const dir = tempDir();
    await (await toyRunner(dir)).train();
    const steps: ConfigDict[] = [
      { type: 'Mirror', along: 'none' },
      { type: 'Mirror', along: 'x' },
    ];
    const heights: ConfigDict[] = [
      { type: 'Mirror', along: 'y' },
      { type: 'Mirror', along: 'none' },
    ];
    const each: number[][][] = [];
    for (const step of steps) {
      for (const height of heights) {
        each.push(await scores(dir, { test_dataloader: { _delete_: true, ...loaderOf([step, height, pack]) } }, false));
      }
    }
    const merged = await scores(
      dir,
      {
        test_dataloader: { _delete_: true, ...loaderOf([pack]) },
        tta_pipeline: [{ type: 'TestTimeAug', transforms: [steps, heights, [pack]] }] as never,
      },
      true,
    );
    for (const [sample, found] of merged.entries()) {
      for (const [index, score] of found.entries()) {
        const mean = each.reduce((sum, version) => sum + version[sample]![index]!, 0) / 4;
        expect(score).toBeCloseTo(mean, 5);
      }
    }
    // The versions differ, or this would say nothing.
    expect(each[0]).not.toEqual(each[1]);
  });

  it('says what a config or a pipeline lacks for it', async () => {
    const config = await toyConfig(tempDir());
    expect(() => withTta(config)).toThrow(expect.objectContaining({ code: 'MMA_RUN_TTA' }));
    const plain = withTta(
      await toyConfig(tempDir(), { test_dataloader: { _delete_: true, ...loaderOf([pack]) }, tta_pipeline: [pack] }),
    );
    await expect((await Runner.fromConfig(plain, { console: false })).test()).rejects.toMatchObject({
      code: 'MMA_MODEL_TTA',
      hint: expect.stringContaining('TestTimeAug'),
    });
    const unpacked: ConfigDict = { type: 'TestTimeAug', transforms: [[{ type: 'Mirror', along: 'x' }]] as never };
    const open = withTta(
      await toyConfig(tempDir(), {
        test_dataloader: { _delete_: true, ...loaderOf([pack]) },
        tta_pipeline: [unpacked],
      }),
    );
    await expect((await Runner.fromConfig(open, { console: false })).test()).rejects.toThrow(
      /PackActionInputs|does not end/,
    );
  });
});

import {
  BaseDataset,
  BaseTransform,
  Compose,
  component,
  DATASETS,
  EngineError,
  type NdArray,
  type Random,
  type Results,
  type Sample,
  TRANSFORMS,
} from '@mma/engine';
import { z } from 'zod';
import { colourOf } from './colour-of.js';

const FRAMES = 4;
const [HEIGHT, WIDTH] = [48, 64];

/** Four frames of one colour each; their left half is white. */
@TRANSFORMS.register()
export class DrawFrames extends BaseTransform {
  static readonly options = z.strictObject({});

  override transform(results: Results): Results {
    const index = results['index'] as number;
    if (index === 2) throw new EngineError('MMA_DATA_SHAPE', 'the third clip is broken');
    const data = new Uint8Array(FRAMES * HEIGHT * WIDTH * 3);
    for (let pixel = 0; pixel < data.length / 3; pixel++) {
      const frame = Math.floor(pixel / (HEIGHT * WIDTH));
      data.set(pixel % WIDTH < WIDTH / 2 ? [255, 255, 255] : colourOf(index, frame), pixel * 3);
    }
    return {
      ...results,
      imgs: { data, shape: [FRAMES, HEIGHT, WIDTH, 3] },
      frame_inds: [3, 1, 4, 1],
    };
  }
}

/** Leaves the right half, in place of the pictures that were there. */
@TRANSFORMS.register()
export class RightHalf extends BaseTransform {
  static readonly options = z.strictObject({});

  override transform(results: Results): Results {
    const { data } = results['imgs'] as NdArray;
    const half = WIDTH / 2;
    const rows = Array.from({ length: FRAMES * HEIGHT }, (_, row) => (row * WIDTH + half) * 3);
    const kept = Uint8Array.from(rows.flatMap((from) => [...data.subarray(from, from + half * 3)]));
    data.fill(0);
    return { ...results, imgs: { data: kept, shape: [FRAMES, HEIGHT, half, 3] } };
  }
}

/** Three clips of which the last cannot be made. */
@DATASETS.register()
export class DrawnDataset extends BaseDataset {
  static readonly options = z.strictObject({ pipeline: z.array(component(TRANSFORMS)) });
  readonly length = 3;
  readonly #pipeline: Compose;

  constructor({ pipeline }: z.output<typeof DrawnDataset.options>) {
    super();
    this.metainfo = { classes: ['waving', 'clapping'] };
    this.#pipeline = new Compose(pipeline as BaseTransform[]);
  }

  async load(): Promise<void> {}

  getDataInfo(index: number): Results {
    return { index, filename: `clips/clip<${index}>.mp4` };
  }

  async get(index: number, random: Random): Promise<Sample> {
    const results = (await this.#pipeline.transform(this.getDataInfo(index), random))!;
    const { filename } = results;
    return { inputs: results['imgs'] as NdArray, dataSample: { metainfo: { filename }, gtLabel: [index % 2] } };
  }
}

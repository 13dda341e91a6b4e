import { BaseTransform, type DataSample, type NdArray, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';

/**
 * Ends a pipeline: keeps what the model and the metrics need and drops the rest.
 *
 * Reads `imgs`, `label` (a class index or a list of them), and the meta keys; gives `inputs` (the pictures) and
 * `data_samples` (one `DataSample`).
 */
@TRANSFORMS.register()
export class PackActionInputs extends BaseTransform {
  static readonly options = z.strictObject({
    metaKeys: z
      .array(z.string())
      .default(['img_shape', 'img_key', 'video_id', 'timestamp'])
      .describe('results to keep in the sample’s metainfo, where present'),
  });

  readonly #metaKeys: readonly string[];

  constructor(options: z.input<typeof PackActionInputs.options> = {}) {
    super();
    this.#metaKeys = PackActionInputs.options.parse(options).metaKeys;
  }

  override transform(results: Results): Results {
    const imgs = results['imgs'] as NdArray | undefined;
    if (imgs?.data === undefined) {
      throw new DataError('MMA_DATA_NO_FRAMES', 'PackActionInputs needs `imgs`, and no earlier step made them', {
        hint: 'put a decoding step (DecordInit, SampleFrames, DecordDecode) before it in the pipeline',
      });
    }
    const sample: DataSample = { metainfo: {} };
    for (const key of this.#metaKeys) if (key in results) sample.metainfo[key] = results[key];
    const label = results['label'] as number | number[] | undefined;
    if (label !== undefined) sample.gtLabel = typeof label === 'number' ? [label] : [...label];
    return { inputs: imgs, data_samples: sample };
  }
}

import { BaseTransform, type DataSample, type NdArray, type Results, TRANSFORMS, type TypedArray } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';

/** What a model can be given, in the order in which it is looked for. */
const INPUTS = ['imgs', 'heatmap_imgs', 'keypoint', 'audios', 'text'] as const;

type AnyArray = NdArray<TypedArray>;

/**
 * Ends a pipeline: keeps what the model and the metrics need and drops the rest.
 *
 * Reads `imgs` (or the first there is of `heatmap_imgs`, `keypoint`, `audios`, `text`), `label` (a class index, a list of
 * them, or a target for each class as a float32 array), `gt_bboxes` with `gt_labels`, `proposals`, and the keys it is told; gives
 * `inputs` (one array, or with `collectKeys` several by their keys) and `data_samples` (one `DataSample`).
 */
@TRANSFORMS.register()
export class PackActionInputs extends BaseTransform {
  static readonly options = z
    .strictObject({
      collectKeys: z.array(z.string()).min(1).nullish().describe('results that become `inputs`, by these names'),
      metaKeys: z
        .array(z.string())
        .default(['img_shape', 'img_key', 'video_id', 'timestamp'])
        .describe('results to keep in the sample’s metainfo, where present'),
      algorithmKeys: z
        .array(z.string())
        .default([])
        .describe('results that the algorithm needs besides, where present'),
    })
    .describe('Ends a pipeline: keeps what the model and the metrics need.');

  readonly #options: z.output<typeof PackActionInputs.options>;

  constructor(options: z.input<typeof PackActionInputs.options> = {}) {
    super();
    this.#options = PackActionInputs.options.parse(options);
  }

  /** @throws DataError `MMA_DATA_NO_FRAMES` when there is nothing to pack */
  override transform(results: Results): Results {
    const { collectKeys, metaKeys, algorithmKeys } = this.#options;
    const sample: DataSample = { metainfo: picked(results, metaKeys) };
    if (results['gt_bboxes'] !== undefined) {
      sample.gtInstances = {
        bboxes: arrayOf(results, 'gt_bboxes'),
        ...(results['gt_labels'] === undefined ? {} : { labels: arrayOf(results, 'gt_labels') }),
      };
      if (results['proposals'] != null) sample.proposals = { bboxes: arrayOf(results, 'proposals') };
    }
    setLabel(sample, results['label']);
    const extras = picked(results, algorithmKeys);
    if (Object.keys(extras).length > 0) sample.extras = extras;
    const inputs = collectKeys
      ? Object.fromEntries(collectKeys.map((key) => [key, arrayOf(results, key)]))
      : arrayOf(results, INPUTS.find((key) => results[key] !== undefined) ?? 'imgs');
    return { inputs, data_samples: sample };
  }
}

function setLabel(sample: DataSample, label: unknown): void {
  if (label === undefined) return;
  if (typeof label === 'number') sample.gtLabel = [label];
  else if (label instanceof Float32Array) sample.gtScore = label;
  else sample.gtLabel = [...(label as number[])];
}

function picked(results: Results, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => key in results).map((key) => [key, results[key]]));
}

function arrayOf(results: Results, key: string): AnyArray {
  const array = results[key] as AnyArray | undefined;
  // Pixels that are made when they are read are made here.
  if (array?.data !== undefined && array.shape !== undefined) return { data: array.data, shape: array.shape };
  throw new DataError('MMA_DATA_NO_FRAMES', `PackActionInputs needs \`${key}\`, and no earlier step made it`, {
    hint: 'put a decoding step (DecordInit, SampleFrames, DecordDecode) before it in the pipeline',
  });
}

import { BaseTransform, type NdArray, type Results, TRANSFORMS, type TypedArray } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';
import { framesOf } from '../../image/frames.js';
import { stackFlow } from './stack-flow.js';

type Pictures = NdArray<TypedArray>;

/** Leading axes of pictures, and where among all axes their channels are in the format's name. */
interface Meaning {
  leading: number[];
  channelsAfter: number;
}

/**
 * States what the pictures mean to the model:
 *
 * - `NCHW` single pictures for a 2D backbone. Of optical flow (`modality: 'Flow'`), and with `NCHW_Flow` always, the `clip_len`
 *   pictures of a clip become the channels of one (x, y, x, y, …).
 * - `NCTHW`, `NCTHW_Heatmap` clips for a 3D backbone; `heatmap_imgs`, where present, too.
 * - `NPTCHW` the clips of each of `num_proposals` proposals.
 *
 * Pixels stay where they are, channels last (only flow is brought together): `NCHW` leaves `imgs` at `[N, H, W, C]`, `NCTHW`
 * makes it `[N, T, H, W, C]` with N = crops × clips, `NPTCHW` `[P, T, H, W, C]`. `input_shape` is the shape in the order
 * of the format's name.
 *
 * Reads `imgs`, `heatmap_imgs`, `num_clips`, `clip_len` (a number, or one for `RGB` and one for `Pose`), `num_proposals`,
 * `modality`; writes `imgs`, `input_shape`, `heatmap_imgs`, `heatmap_input_shape`.
 */
@TRANSFORMS.register()
export class FormatShape extends BaseTransform {
  static readonly options = z
    .strictObject({
      inputFormat: z.enum(['NCHW', 'NCTHW', 'NCTHW_Heatmap', 'NCHW_Flow', 'NPTCHW']).describe('what the axes mean'),
      collapse: z.boolean().default(false).describe('drop N, which must be 1'),
    })
    .describe('States what the axes of the pictures mean to the model; pixels stay channels last.');

  readonly #options: z.output<typeof FormatShape.options>;

  constructor(options: z.input<typeof FormatShape.options>) {
    super();
    this.#options = FormatShape.options.parse(options);
  }

  /** @throws DataError `MMA_DATA_FORMAT`, `MMA_DATA_NO_FRAMES` */
  override transform(results: Results): Results {
    const { inputFormat, collapse } = this.#options;
    const isFlow = inputFormat === 'NCHW_Flow' || (inputFormat === 'NCHW' && results['modality'] === 'Flow');
    if (isFlow && results['imgs'] !== undefined) {
      results['imgs'] = stackFlow(picturesOf(results, 'imgs'), numberOf(results, 'clip_len'));
    }
    if (results['lazy'] !== undefined) framesOf(results, 'FormatShape');
    const keys = ['imgs', ...(inputFormat === 'NCTHW' ? ['heatmap_imgs'] : [])].filter(
      (key) => results[key] !== undefined,
    );
    if (keys.length === 0) picturesOf(results, 'imgs');
    for (const key of keys) {
      const pictures = picturesOf(results, key);
      const { leading, channelsAfter } = this.#meaning(results, key, pictures.shape[0]!);
      const [height, width, channels] = pictures.shape.slice(1) as [number, number, number];
      if (collapse && leading[0] !== 1) {
        throw new DataError('MMA_DATA_FORMAT', `FormatShape with collapse needs N = 1, found ${leading[0]}`, {
          hint: 'sample one clip (num_clips 1) and take one crop',
        });
      }
      const shape = [...leading, height, width, channels];
      const named = [...leading.slice(0, channelsAfter), channels, ...leading.slice(channelsAfter), height, width];
      results[key] = { data: pictures.data, shape: collapse ? shape.slice(1) : shape };
      results[key === 'imgs' ? 'input_shape' : 'heatmap_input_shape'] = collapse ? named.slice(1) : named;
    }
    return results;
  }

  #meaning(results: Results, key: string, count: number): Meaning {
    switch (this.#options.inputFormat) {
      case 'NCHW':
      case 'NCHW_Flow':
        return { leading: [count], channelsAfter: 1 };
      case 'NPTCHW': {
        const proposals = numberOf(results, 'num_proposals');
        return {
          leading: [proposals, whole(count, proposals, 'the same number for each of num_proposals')],
          channelsAfter: 2,
        };
      }
      default: {
        const length = numberOf(results, 'clip_len', key === 'imgs' ? 'RGB' : 'Pose');
        return { leading: [whole(count, length, 'whole clips of clip_len'), length], channelsAfter: 1 };
      }
    }
  }
}

function picturesOf(results: Results, key: string): Pictures {
  const found = results[key] as Pictures | undefined;
  if (found?.data !== undefined && found.shape?.length === 4) return found;
  throw new DataError(
    'MMA_DATA_NO_FRAMES',
    `FormatShape needs \`${key}\` ([T, H, W, C]), and no earlier step made them`,
    {
      hint: 'put a decoding step (DecordInit, SampleFrames, DecordDecode) before it in the pipeline',
    },
  );
}

function numberOf(results: Results, key: string, part?: string): number {
  const found = results[key];
  const value = typeof found === 'object' && part !== undefined ? (found as Record<string, unknown>)[part] : found;
  if (typeof value === 'number') return value;
  throw new DataError('MMA_DATA_FORMAT', `FormatShape needs \`${key}\`, and no earlier step made it`, {
    hint:
      key === 'num_proposals' ? 'NPTCHW is for pipelines of proposals' : 'sample with SampleFrames, which writes it',
  });
}

function whole(count: number, size: number, what: string): number {
  const parts = count / size;
  if (Number.isInteger(parts)) return parts;
  throw new DataError('MMA_DATA_FORMAT', `FormatShape: ${count} pictures are not ${what} ${size}`, {
    hint: 'sample with SampleFrames, which writes clip_len and num_clips',
  });
}

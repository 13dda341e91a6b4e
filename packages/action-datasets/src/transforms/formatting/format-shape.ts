import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';
import { framesOf } from '../../image/frames.js';

/**
 * States what the pictures mean to the model: `NCHW`, single pictures for a 2D backbone, or `NCTHW`, clips for a 3D one.
 *
 * The pixels stay where they are, channels last: `NCHW` leaves `imgs` at `[N, H, W, C]`, `NCTHW` makes it
 * `[N, T, H, W, C]` with N = crops × clips. `input_shape` is the shape in the order of the format's name.
 *
 * Reads `imgs`, `num_clips`, `clip_len`; writes `imgs`, `input_shape`.
 */
@TRANSFORMS.register()
export class FormatShape extends BaseTransform {
  static readonly options = z.strictObject({
    inputFormat: z.enum(['NCHW', 'NCTHW']).describe('meaning'),
    collapse: z.boolean().default(false).describe('drop N, which must be 1'),
  });

  readonly #options: z.output<typeof FormatShape.options>;

  constructor(options: z.input<typeof FormatShape.options>) {
    super();
    this.#options = FormatShape.options.parse(options);
  }

  override transform(results: Results): Results {
    const { inputFormat, collapse } = this.#options;
    const { data, shape } = framesOf(results, 'FormatShape');
    const [count, height, width, channels] = shape;
    const leading = inputFormat === 'NCHW' ? [count] : clipsAndLength(count, results);
    const [n, ...rest] = leading;
    if (collapse && n !== 1) {
      throw new DataError('MMA_DATA_FORMAT', `FormatShape with collapse needs N = 1, found ${n}`);
    }
    const kept = collapse ? rest : leading;
    const batchAxes = collapse ? [] : [n!];
    results['imgs'] = { data, shape: [...kept, height, width, channels] };
    results['input_shape'] = [...batchAxes, channels, ...rest, height, width];
    return results;
  }
}

function clipsAndLength(count: number, results: Results): [clips: number, length: number] {
  const length = results['clip_len'] as number;
  const clips = count / length;
  if (Number.isInteger(clips)) return [clips, length];
  throw new DataError(
    'MMA_DATA_FORMAT',
    `FormatShape NCTHW: ${count} pictures are not whole clips of clip_len ${length}`,
    {
      hint: 'sample with SampleFrames, which writes clip_len',
    },
  );
}

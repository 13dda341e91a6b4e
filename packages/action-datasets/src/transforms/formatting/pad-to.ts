import { BaseTransform, type NdArray, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';

/**
 * Lengthens a skeleton to `length` frames: it starts over, or is followed by zeros.
 *
 * Reads `keypoint` [persons, T, …] (float32), `total_frames` (T), `start_index`; writes `keypoint`, `total_frames`.
 */
@TRANSFORMS.register()
export class PadTo extends BaseTransform {
  static readonly options = z
    .strictObject({
      length: z.int().positive().describe('number of frames afterwards'),
      mode: z.enum(['loop', 'zero']).default('loop').describe('what follows the last frame'),
    })
    .describe('Lengthens a skeleton to a number of frames.');

  readonly #options: z.output<typeof PadTo.options>;

  constructor(options: z.input<typeof PadTo.options>) {
    super();
    this.#options = PadTo.options.parse(options);
  }

  /** @throws DataError `MMA_DATA_TOO_LONG`, `MMA_DATA_PIPELINE_ORDER` */
  override transform(results: Results): Results {
    const { length, mode } = this.#options;
    const keypoint = results['keypoint'] as NdArray<Float32Array> | undefined;
    const total = results['total_frames'];
    if (keypoint === undefined || typeof total !== 'number') {
      throw new DataError('MMA_DATA_PIPELINE_ORDER', 'PadTo needs `keypoint` and `total_frames`', {
        hint: 'use it in a pipeline of skeletons (PoseDataset)',
      });
    }
    if (total > length) {
      throw new DataError('MMA_DATA_TOO_LONG', `PadTo to ${length} frames found ${total}`, {
        hint: `raise length to at least ${total}, or sample frames before`,
      });
    }
    const start = (results['start_index'] as number | undefined) ?? 0;
    const [persons, frames, ...rest] = keypoint.shape as [number, number, ...number[]];
    const size = rest.reduce((product, side) => product * side, 1);
    const data = new Float32Array(persons * length * size);
    for (let person = 0; person < persons; person++) {
      for (let t = 0; t < (mode === 'zero' ? total : length); t++) {
        const from = (person * frames + ((start + t) % total)) * size;
        data.set(keypoint.data.subarray(from, from + size), (person * length + t) * size);
      }
    }
    results['keypoint'] = { data, shape: [persons, length, ...rest] };
    results['total_frames'] = length;
    return results;
  }
}

import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';

/**
 * Takes the clip around a moment of a long video, as AVA's annotations name them (Gu et al. 2018); for training each frame is
 * shifted by a draw from half an interval before to half an interval after. Positions outside of the video, or of the shot,
 * are moved to its first or last frame.
 *
 * Reads `fps`, `timestamp` and `timestamp_start` (seconds), `total_frames` or `shot_info` ([first, end) in frames),
 * `start_index`; writes `frame_inds`, `clip_len`, `frame_interval`, `num_clips`, `crop_quadruple`.
 */
@TRANSFORMS.register()
export class SampleAVAFrames extends BaseTransform {
  static readonly options = z
    .strictObject({
      clipLen: z.int().positive().describe('frames in the clip'),
      frameInterval: z.int().positive().default(2).describe('steps between neighbouring frames of the clip'),
      testMode: z.boolean().default(false).describe('leave out the shifts by chance'),
    })
    .describe('chooses the frames around the second that AVA labels');

  readonly #options: z.output<typeof SampleAVAFrames.options>;

  constructor(options: z.input<typeof SampleAVAFrames.options>) {
    super();
    this.#options = SampleAVAFrames.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const { clipLen, frameInterval, testMode } = this.#options;
    const startIndex = (results['start_index'] as number | undefined) ?? 0;
    const seconds = numberOf(results, 'timestamp') - numberOf(results, 'timestamp_start');
    const centre = Math.trunc(numberOf(results, 'fps') * seconds) + startIndex;
    const start = centre - Math.floor(clipLen / 2) * frameInterval;
    const [first, end] = shotOf(results);
    const shift = () =>
      testMode ? 0 : random.int(Math.floor(-frameInterval / 2), Math.floor((frameInterval + 1) / 2));
    results['frame_inds'] = Int32Array.from(
      { length: clipLen },
      (_, i) => Math.min(Math.max(start + i * frameInterval + shift(), first), end - 1) + startIndex,
    );
    results['clip_len'] = clipLen;
    results['frame_interval'] = frameInterval;
    results['num_clips'] = 1;
    results['crop_quadruple'] = [0, 0, 1, 1];
    return results;
  }
}

function shotOf(results: Results): readonly [first: number, end: number] {
  const frames = results['total_frames'];
  if (typeof frames === 'number') return [0, frames];
  const shot = results['shot_info'];
  if (Array.isArray(shot) && shot.length === 2) return [shot[0] as number, shot[1] as number];
  throw missing('`total_frames` or `shot_info`');
}

function numberOf(results: Results, key: string): number {
  const value = results[key];
  if (typeof value === 'number') return value;
  throw missing(`\`${key}\``);
}

function missing(what: string): DataError {
  return new DataError('MMA_DATA_NO_TIME', `SampleAVAFrames needs ${what}, and the dataset does not give it`, {
    hint: 'it samples around the timestamps of a dataset of moments, such as AVA; for labelled videos use SampleFrames',
  });
}

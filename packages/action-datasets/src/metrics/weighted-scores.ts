import { DataError } from '../errors.js';
import type { Scores } from './scores.js';

/**
 * Late fusion: the weighted sum of several models' scores (RGB and flow, say).
 *
 * @param streams each model's scores, one row per sample, samples in the same order.
 * @param weights one a stream.
 * @returns one row per sample.
 * @throws DataError `MMA_DATA_METRIC_INPUT` when streams and weights, or the streams' samples, differ in number
 */
export function weightedScores(streams: readonly Scores[], weights: readonly number[]): Float64Array[] {
  const counts = streams.map((stream) => stream.length);
  if (streams.length !== weights.length || new Set(counts).size > 1) {
    throw new DataError(
      'MMA_DATA_METRIC_INPUT',
      `cannot add up ${streams.length} streams of ${counts.join(', ')} samples with ${weights.length} weights`,
      { hint: 'give one weight a stream, and scores of the same samples in the same order' },
    );
  }
  return (streams[0] ?? []).map((row, i) => {
    const total = new Float64Array(row.length);
    streams.forEach((stream, s) => {
      for (let c = 0; c < total.length; c++) total[c]! += stream[i]![c]! * weights[s]!;
    });
    return total;
  });
}

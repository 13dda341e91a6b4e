import type { Results } from '@mma/engine';
import { DataError } from '../../errors.js';

/**
 * How many frames the sample's video has.
 *
 * @throws DataError `MMA_DATA_NO_FRAME_COUNT` when no earlier step has found out, or when there are none.
 */
export function frameCountOf(results: Results, step: string): number {
  const count = results['total_frames'];
  if (typeof count === 'number' && count >= 1) return count;
  throw new DataError(
    'MMA_DATA_NO_FRAME_COUNT',
    `${step} needs \`total_frames\` of at least 1, found ${JSON.stringify(count)}`,
    { hint: 'put a step that opens the video (DecordInit, OpenCVInit, PyAVInit) before it in the pipeline' },
  );
}

/** The number that the dataset gives its first frame: 0 for videos. */
export function startIndexOf(results: Results): number {
  return (results['start_index'] as number | undefined) ?? 0;
}

import { DataError } from '../../errors.js';
import type { Frames } from '../../image/frames.js';

/** @throws DataError `MMA_DATA_NOT_RGB` unless the pictures have three channels */
export function requireRgb({ shape }: Frames, step: string): void {
  if (shape[3] === 3) return;
  throw new DataError('MMA_DATA_NOT_RGB', `${step} changes RGB pictures, and these have ${shape[3]} channels`, {
    hint: 'leave it out of a pipeline of optical flow',
  });
}

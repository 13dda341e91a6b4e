import type { Results } from '@mma/engine';
import { flipHorizontally, flipVertically } from '../../image/flip.js';
import { type Frames, framesOf } from '../../image/frames.js';

/**
 * Mirrors a sample's pictures in place. Of optical flow (`modality: 'Flow'`, [T, H, W, 2], or x and y by turns in
 * [2·T, H, W, 1]) the horizontal component changes its sign, which is 255 − value.
 */
export function flipPictures(results: Results, direction: 'horizontal' | 'vertical', step: string): void {
  const frames = framesOf(results, step);
  if (direction === 'vertical') flipVertically(frames);
  else flipHorizontally(frames);
  if (results['modality'] === 'Flow') invertHorizontalFlow(frames);
}

function invertHorizontalFlow({ data, shape: [count, height, width, channels] }: Frames): void {
  if (channels !== 1) {
    for (let i = 0; i < data.length; i += channels) data[i] = 255 - data[i]!;
    return;
  }
  const size = height * width;
  for (let t = 0; t < count; t += 2) {
    for (let i = t * size; i < (t + 1) * size; i++) data[i] = 255 - data[i]!;
  }
}

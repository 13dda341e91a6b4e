import { roundHalfToEven } from '../../rounding.js';
import type { Frames } from '../frames.js';
import { type Kernel, resizeWithKernel } from './many-taps.js';
import type { ResizePlan } from './plan.js';

const HALF_ROOT = Math.SQRT1_2;
/** sin and cos of k·(−π/4 − π) relative to those of the first neighbour. */
const TURNS = [
  [1, 0],
  [-HALF_ROOT, -HALF_ROOT],
  [0, 1],
  [HALF_ROOT, -HALF_ROOT],
  [-1, 0],
  [HALF_ROOT, HALF_ROOT],
  [0, -1],
  [-HALF_ROOT, HALF_ROOT],
] as const;

/** OpenCV's fixed point: weights are multiples of 1/2048, sums are rounded half up. */
const WEIGHT_ONE = 2048;

const kernel: Kernel = { taps: TURNS.length, precision: Math.fround, weights, round: (sum) => Math.floor(sum + 0.5) };

/** Lanczos interpolation over 8 × 8 pixels, as OpenCV's `INTER_LANCZOS4` on uint8. Parameters as `resizeFrames`. */
export function resizeLanczos(frames: Frames, plan: ResizePlan): Uint8Array {
  return resizeWithKernel(frames, plan, kernel);
}

function weights(x: number): number[] {
  const before = Math.fround(x + 3);
  const first = -before * Math.PI * 0.25;
  const [sin, cos] = [Math.sin(first), Math.cos(first)];
  let sum = 0;
  const found = TURNS.map(([s, c], i) => {
    const distance = Math.fround(before - i);
    const angle = -distance * Math.PI * 0.25;
    // On a pixel that one alone counts.
    const weight = Math.abs(distance) < 1e-6 ? 1e30 : Math.fround((s * sin + c * cos) / (angle * angle));
    sum = Math.fround(sum + weight);
    return weight;
  });
  const unit = Math.fround(1 / sum);
  return found.map((weight) => roundHalfToEven(Math.fround(weight * unit) * WEIGHT_ONE) / WEIGHT_ONE);
}

import { roundHalfToEven } from '../../rounding.js';
import type { Frames } from '../frames.js';
import { type Kernel, resizeWithKernel } from './many-taps.js';
import type { ResizePlan } from './plan.js';

const A = -0.75;

const WEIGHT_ONE = 2048;

const inFloats: Kernel = { taps: 4, precision: (position) => position, weights, round: (sum) => sum };

const inFixedPoint: Kernel = {
  taps: 4,
  precision: Math.fround,
  weights: (x) => weights(x).map((weight) => roundHalfToEven(weight * WEIGHT_ONE) / WEIGHT_ONE),
  round: (sum) => sum,
};

/**
 * Bicubic interpolation (Keys 1981, a = −0.75), as `INTER_CUBIC` of OpenCV's packages for x86: in floating point for one
 * and three channels, with weights in 1/2048 for two (optical flow). Parameters as `resizeFrames`.
 */
export function resizeBicubic(frames: Frames, plan: ResizePlan): Uint8Array {
  return resizeWithKernel(frames, plan, frames.shape[3] === 2 ? inFixedPoint : inFloats);
}

function weights(x: number): number[] {
  return [outer(x + 1), inner(x), inner(1 - x), outer(2 - x)];
}

/** The weight of a neighbour less than a pixel away. */
function inner(x: number): number {
  return ((A + 2) * x - (A + 3)) * x * x + 1;
}

/** The weight of a neighbour one to two pixels away. */
function outer(x: number): number {
  return ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
}

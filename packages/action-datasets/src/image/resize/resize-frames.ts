import type { Frames } from '../frames.js';
import { resizeArea } from './area.js';
import { resizeBicubic } from './bicubic.js';
import { resizeBilinear } from './bilinear.js';
import { resizeLanczos } from './lanczos.js';
import { resizeNearest } from './nearest.js';
import type { ResizePlan } from './plan.js';

const RESIZERS = {
  nearest: resizeNearest,
  bilinear: resizeBilinear,
  bicubic: resizeBicubic,
  area: resizeArea,
  lanczos: resizeLanczos,
} as const;

/** How pixels between pixels are made, in MMCV's names. */
export type Interpolation = keyof typeof RESIZERS;

export const INTERPOLATIONS = Object.keys(RESIZERS) as [Interpolation, ...Interpolation[]];

/** Computes the wanted part of the resized part of every frame, in a fresh buffer `[T, window height, window width, C]`. */
export function runResize(frames: Frames, plan: ResizePlan, interpolation: Interpolation): Uint8Array {
  const [width, height] = [plan.box[2] - plan.box[0], plan.box[3] - plan.box[1]];
  // OpenCV takes the mean of four pixels for a bilinear interpolation to half the size: the same up to the last bit.
  const halves = interpolation === 'bilinear' && width === 2 * plan.size[0] && height === 2 * plan.size[1];
  return RESIZERS[halves ? 'area' : interpolation](frames, plan);
}

/**
 * Resizes every frame as OpenCV's `resize` does on uint8: equal to the byte for all interpolations.
 *
 * @param frames `[T, H, W, C]`; returned as they are when they already have the wanted size.
 * @param size `[width, height]` in pixels
 * @returns `[T, height, width, C]` in a fresh buffer.
 */
export function resizeFrames(
  frames: Frames,
  size: readonly [width: number, height: number],
  interpolation: Interpolation = 'bilinear',
): Frames {
  const [count, height, width, channels] = frames.shape;
  if (width === size[0] && height === size[1]) return frames;
  const plan: ResizePlan = { box: [0, 0, width, height], size, window: [0, 0, ...size] };
  return { data: runResize(frames, plan, interpolation), shape: [count, size[1], size[0], channels] };
}

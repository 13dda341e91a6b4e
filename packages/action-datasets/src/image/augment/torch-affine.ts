import type { Frames } from '../frames.js';
import { type Affine, type WarpOptions, warpAffine } from './warp-affine.js';

/** torchvision's parameters of an affine map: angles in degrees, translation and centre in pixels. */
export interface AffineParameters {
  /** Clockwise. */
  angle?: number;
  translate?: readonly [x: number, y: number];
  scale?: number;
  shear?: readonly [x: number, y: number];
  /** In pixels from the upper left corner; the middle of the picture without it. */
  center?: readonly [x: number, y: number] | undefined;
}

/** Warps as `torchvision.transforms.functional.affine` does on tensors. */
export function torchAffine(frames: Frames, parameters: AffineParameters, options: WarpOptions): Frames {
  const [, height, width] = frames.shape;
  const { angle = 0, translate = [0, 0], scale = 1, shear = [0, 0], center } = parameters;
  const [cx, cy] = center === undefined ? [0, 0] : [center[0] - width * 0.5, center[1] - height * 0.5];
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [rotation, sx, sy] = [radians(angle), radians(shear[0]), radians(shear[1])];
  const a = Math.cos(rotation - sy) / Math.cos(sy);
  const b = (-Math.cos(rotation - sy) * Math.tan(sx)) / Math.cos(sy) - Math.sin(rotation);
  const c = Math.sin(rotation - sy) / Math.cos(sy);
  const d = (-Math.sin(rotation - sy) * Math.tan(sx)) / Math.cos(sy) + Math.cos(rotation);
  const [m0, m1, m3, m4] = [d / scale, -b / scale, -c / scale, a / scale];
  const [dx, dy] = [-cx - translate[0], -cy - translate[1]];
  return warpAroundMiddle(frames, [m0, m1, m0 * dx + m1 * dy + cx, m3, m4, m3 * dx + m4 * dy + cy], options);
}

/** Warps by a map of positions that are counted from the middle of the picture, as torchvision's matrices are. */
export function warpAroundMiddle(frames: Frames, [a, b, c, d, e, f]: Affine, options: WarpOptions): Frames {
  const [, height, width] = frames.shape;
  const [mx, my] = [(width - 1) / 2, (height - 1) / 2];
  const map: Affine = [a, b, c + mx - a * mx - b * my, d, e, f + my - d * mx - e * my];
  return warpAffine(frames, map, { ...options, edges: options.fill === undefined ? 'mixed' : 'torchvision' });
}

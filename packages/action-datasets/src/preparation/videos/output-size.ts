import { rescaleSize } from '../../transforms/spatial/rescale-size.js';

/** Size of the pictures that come out: the short side in pixels, or exactly width and height; as they are where undefined. */
export type OutputSize = { shortSide: number } | { width: number; height: number } | undefined;

/** @returns `[width, height]` */
export function outputSize(input: { width: number; height: number }, size: OutputSize): [number, number] {
  if (size === undefined) return [input.width, input.height];
  if ('shortSide' in size) return rescaleSize([input.width, input.height], [-1, size.shortSide]);
  return [size.width, size.height];
}

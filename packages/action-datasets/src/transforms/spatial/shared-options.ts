import { z } from 'zod';
import { INTERPOLATIONS } from '../../image/resize/resize-frames.js';

/** A size in pixels: one number for a square, or `[width, height]`. */
export const sizeOption = z.union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])]);

export function widthAndHeight(size: z.output<typeof sizeOption>): readonly [width: number, height: number] {
  return typeof size === 'number' ? [size, size] : size;
}

export const lazyOption = z.boolean().default(false).describe('put it off until Fuse');

export const interpolationOption = z
  .enum(INTERPOLATIONS)
  .default('bilinear')
  .describe('how pixels between pixels are made');

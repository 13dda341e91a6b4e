import { z } from 'zod';

/** A size in pixels: one number for a square, or `[width, height]`. */
export const sizeOption = z.union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])]);

export function widthAndHeight(size: z.output<typeof sizeOption>): readonly [width: number, height: number] {
  return typeof size === 'number' ? [size, size] : size;
}

/** Deferred crops and resizes (`Fuse`) give nothing here: each step already works on its own fresh buffer. */
export const lazyOption = z
  .boolean()
  .default(false)
  .refine((lazy) => !lazy, { error: 'deferred operations (`lazy` with `Fuse`) are not built; leave the option out' });

import { z } from 'zod';

const edge = z.int().positive();

/** Edge of a square, or [height, width], as torchvision has it. */
export const heightAndWidth = z.union([
  edge.transform((size): [number, number] => [size, size]),
  z.tuple([edge]).transform(([size]): [number, number] => [size, size]),
  z.tuple([edge, edge]),
]);

const space = z.int().nonnegative();

/** Pixels at the left, top, right and bottom: one number for all, two for left and right, top and bottom. */
export const paddingOption = z.union([
  space.transform((all): [number, number, number, number] => [all, all, all, all]),
  z.tuple([space, space]).transform(([x, y]): [number, number, number, number] => [x, y, x, y]),
  z.tuple([space, space, space, space]),
]);

/** A value for all channels, or one for each. */
export const fillOption = z.union([z.number(), z.array(z.number()).min(1)]);

export const paddingMode = z.enum(['constant', 'edge', 'reflect', 'symmetric']).default('constant');

export const interpolationMode = z.enum(['nearest', 'bilinear']);

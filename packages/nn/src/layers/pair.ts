/** A size in pixels: one number for both, or [height, width]. */
export type Pair = number | readonly [number, number];

export function pair(size: Pair): [number, number] {
  return typeof size === 'number' ? [size, size] : [size[0], size[1]];
}

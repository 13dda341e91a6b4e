/** A size limit: a factor, or the long and the short edge in any order; −1 leaves the long edge free. */
export type Scale = number | readonly [number, number];

/**
 * The size that fits a picture into a scale without changing its aspect ratio.
 *
 * @param size `[width, height]` in pixels.
 * @returns `[width, height]`, rounded half up.
 */
export function rescaleSize(
  size: readonly [width: number, height: number],
  scale: Scale,
): [width: number, height: number] {
  const [width, height] = size;
  const factor = typeof scale === 'number' ? scale : edgeFactor(size, scale);
  return [Math.trunc(width * factor + 0.5), Math.trunc(height * factor + 0.5)];
}

function edgeFactor([width, height]: readonly [number, number], edges: readonly [number, number]): number {
  const long = Math.max(...edges);
  const short = Math.min(...edges);
  if (short === -1) return long / Math.min(width, height);
  return Math.min(long / Math.max(width, height), short / Math.min(width, height));
}

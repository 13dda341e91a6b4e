/** Maps of a clip's pictures: [pictures, height, width]. */
export interface PictureMaps {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/**
 * Brings maps to the size of their pictures (bilinear, as PyTorch's `interpolate` without `align_corners`) and to [0, 1] over the whole
 * clip, so that pictures can be compared. Maps that are the same everywhere become 0.
 *
 * @returns [pictures, height, width]
 */
export function localizationMap({ data, shape }: PictureMaps, size: { width: number; height: number }): Float32Array {
  const [pictures, rows, columns] = shape as [number, number, number];
  const down = placesOf(rows, size.height);
  const across = placesOf(columns, size.width);
  const maps = new Float32Array(pictures * size.height * size.width);
  let to = 0;
  for (let picture = 0; picture < pictures; picture++) {
    const at = (row: number, column: number): number => data[(picture * rows + row) * columns + column]!;
    for (const y of down) {
      for (const x of across) {
        const above = at(y.low, x.low) * (1 - x.share) + at(y.low, x.high) * x.share;
        const below = at(y.high, x.low) * (1 - x.share) + at(y.high, x.high) * x.share;
        maps[to++] = above * (1 - y.share) + below * y.share;
      }
    }
  }
  const [low, high] = maps.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number]);
  const range = high - low;
  return range > 0 ? maps.map((value) => (value - low) / range) : maps.fill(0);
}

/** The two neighbours of each of `to` places among `from` ones, and how far it lies between them. */
function placesOf(from: number, to: number): { low: number; high: number; share: number }[] {
  return Array.from({ length: to }, (_, i) => {
    const place = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const low = Math.min(Math.floor(place), from - 1);
    return { low, high: Math.min(low + 1, from - 1), share: place - low };
  });
}

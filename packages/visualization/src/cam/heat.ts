/** Matplotlib's "viridis" (van der Walt and Smith, 2015) at every tenth; between them colours are mixed. */
const VIRIDIS = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
] as const;

/** The colour of a value in [0, 1]: R, G, B in [0, 255]. */
export function viridis(value: number): [number, number, number] {
  const place = Math.min(Math.max(value, 0), 1) * (VIRIDIS.length - 1);
  const low = Math.min(Math.floor(place), VIRIDIS.length - 2);
  const share = place - low;
  const mix = (channel: 0 | 1 | 2): number => VIRIDIS[low]![channel] * (1 - share) + VIRIDIS[low + 1]![channel] * share;
  return [mix(0), mix(1), mix(2)];
}

/**
 * Blends the colours of values with pictures: `alpha` of the colour, the rest of the picture.
 *
 * @param pixels RGB, [..., 3]
 * @param values in [0, 1], one a pixel
 * @returns fresh, as `pixels`
 */
export function blendHeat(pixels: Uint8Array, values: Float32Array, alpha = 0.5): Uint8Array {
  const blended = new Uint8Array(pixels.length);
  for (const [i, value] of values.entries()) {
    for (const [channel, colour] of viridis(value).entries()) {
      const at = i * 3 + channel;
      blended[at] = Math.round(alpha * colour + (1 - alpha) * pixels[at]!);
    }
  }
  return blended;
}

/** "viridis" of Matplotlib (van der Walt and Smith, 2015) at every tenth: what `mma vis-cam` draws with. */
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
];

/**
 * @param {number} value in [0, 1]
 * @returns {number[]} R, G, B in [0, 255]
 */
export function viridis(value) {
  const place = Math.min(Math.max(value, 0), 1) * (VIRIDIS.length - 1);
  const low = Math.min(Math.floor(place), VIRIDIS.length - 2);
  return VIRIDIS[low].map((channel, index) => channel + (VIRIDIS[low + 1][index] - channel) * (place - low));
}

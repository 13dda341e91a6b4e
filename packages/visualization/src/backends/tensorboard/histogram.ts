export interface Histogram {
  min: number;
  max: number;
  num: number;
  sum: number;
  sumSquares: number;
  /** Upper ends of the buckets, and how many values are in each. */
  limits: number[];
  counts: number[];
}

/** TensorFlow's buckets: each a tenth wider than the one before, from 1e-12 to 1e20 on both sides of zero. */
const LIMITS = bucketLimits();

/** Sorts finite values into TensorFlow's default buckets (tensorflow/core/lib/histogram); the empty ones at both ends are left out. */
export function histogramOf(values: ArrayLike<number>): Histogram {
  const counts = new Float64Array(LIMITS.length);
  const found = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, num: 0, sum: 0, sumSquares: 0 };
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    counts[bucketOf(value)]! += 1;
    found.min = Math.min(found.min, value);
    found.max = Math.max(found.max, value);
    found.num += 1;
    found.sum += value;
    found.sumSquares += value * value;
  }
  if (found.num === 0) return { ...found, min: 0, max: 0, limits: [Number.MAX_VALUE], counts: [0] };
  // The empty bucket below the first shows where the values begin.
  const first = Math.max(0, counts.findIndex((count) => count > 0) - 1);
  const last = counts.findLastIndex((count) => count > 0) + 1;
  return { ...found, limits: LIMITS.slice(first, last), counts: [...counts.subarray(first, last)] };
}

/** The first bucket whose upper end lies above the value. */
function bucketOf(value: number): number {
  let low = 0;
  let high = LIMITS.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (LIMITS[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function bucketLimits(): number[] {
  const positive: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) positive.push(limit);
  const negative = positive.map((limit) => -limit).reverse();
  return [-Number.MAX_VALUE, ...negative, 0, ...positive, Number.MAX_VALUE];
}

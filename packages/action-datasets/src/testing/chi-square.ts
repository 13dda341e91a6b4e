/**
 * How far counts are from what probabilities promise, in standard deviations of the chi-square statistic (Pearson 1900): of
 * draws that follow them it stays below 4 in all but about one test of ten thousand.
 *
 * @param probability of each value; a value without one counts as impossible
 */
export function chiSquareDeviation(
  values: readonly (number | string)[],
  probability: ReadonlyMap<number | string, number>,
): number {
  const counts = new Map<number | string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const value of counts.keys()) if (!probability.has(value)) return Number.POSITIVE_INFINITY;
  let statistic = 0;
  for (const [value, p] of probability) {
    const expected = p * values.length;
    statistic += ((counts.get(value) ?? 0) - expected) ** 2 / expected;
  }
  const freedom = probability.size - 1;
  return freedom === 0 ? 0 : (statistic - freedom) / Math.sqrt(2 * freedom);
}

/** Probabilities of equally likely values. */
export function equally(values: readonly (number | string)[]): Map<number | string, number> {
  return new Map(values.map((value) => [value, 1 / values.length]));
}

import type { Scores } from './scores.js';

/**
 * For each k, the share of samples whose label is among the k highest scores.
 *
 * Among equal scores the higher class counts as ahead (NumPy's stable sort, read from its end). A label whose score is NaN
 * is a miss.
 *
 * @param scores one row per sample.
 * @param labels one class index per sample.
 * @returns one accuracy in [0, 1] per k; NaN without samples.
 */
export function topKAccuracy(scores: Scores, labels: ArrayLike<number>, topk: readonly number[] = [1]): number[] {
  const hits = topk.map(() => 0);
  scores.forEach((row, i) => {
    const rank = rankOf(row, labels[i]!);
    topk.forEach((k, at) => {
      if (rank < k) hits[at]!++;
    });
  });
  return hits.map((count) => count / scores.length);
}

/** How many classes stand ahead of the label. */
function rankOf(row: ArrayLike<number>, label: number): number {
  const own = row[label];
  if (own === undefined || Number.isNaN(own)) return Number.POSITIVE_INFINITY;
  let ahead = 0;
  for (let c = 0; c < row.length; c++) {
    const score = row[c]!;
    if (score > own || Number.isNaN(score) || (score === own && c > label)) ahead++;
  }
  return ahead;
}

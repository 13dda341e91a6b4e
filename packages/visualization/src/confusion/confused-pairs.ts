/** Samples of one class that were taken for another. */
export interface ConfusedPair {
  /** The true class, by its place in the matrix. */
  truth: number;
  /** What it was taken for. */
  predicted: number;
  count: number;
  /** Of the true class's samples, in (0, 1]. */
  share: number;
}

/**
 * The classes that are taken for one another most, from counts `matrix[true][predicted]`: most samples first, of equal counts
 * the larger share first.
 */
export function confusedPairs(
  matrix: readonly (readonly number[])[],
  limit = Number.POSITIVE_INFINITY,
): ConfusedPair[] {
  const pairs = matrix.flatMap((row, truth) => {
    const support = row.reduce((total, count) => total + count, 0);
    return row.flatMap((count, predicted) =>
      count > 0 && predicted !== truth ? [{ truth, predicted, count, share: count / support }] : [],
    );
  });
  return pairs.sort((a, b) => b.count - a.count || b.share - a.share).slice(0, limit);
}

/**
 * The places of at most `limit` classes, ascending: those with the most samples on the wrong side, whether missed or taken for
 * them.
 */
export function mostMistaken(matrix: readonly (readonly number[])[], limit: number): number[] {
  const mistakes = matrix.map((row, place) =>
    row.reduce((total, count, other) => (other === place ? total : total + count + matrix[other]![place]!), 0),
  );
  return mistakes
    .map((count, place) => ({ count, place }))
    .sort((a, b) => b.count - a.count)
    .slice(0, limit)
    .map(({ place }) => place)
    .sort((a, b) => a - b);
}

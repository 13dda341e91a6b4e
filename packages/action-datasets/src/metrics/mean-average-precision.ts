import { averagePrecision } from './precision-recall-curve.js';
import type { Scores } from './scores.js';

/** One row a sample: `truth[i][c]` is 1 where sample i has label c, 0 elsewhere. */
export type ManyHot = readonly ArrayLike<number>[];

/**
 * Mean average precision of multi-label recognition: each class ranks the samples; classes that no sample has are left out.
 *
 * @returns a number in [0, 1]; NaN where no sample has any label.
 */
export function meanAveragePrecision(scores: Scores, truth: ManyHot): number {
  const classes = scores[0]?.length ?? 0;
  const figures = Array.from({ length: classes }, (_, c) =>
    averagePrecision(
      scores.map((row) => row[c]!),
      truth.map((row) => row[c]!),
    ),
  ).filter((figure) => !Number.isNaN(figure));
  return mean(figures);
}

/**
 * Mean average precision as the Multi-Moments in Time challenge counts it: each sample ranks the classes.
 *
 * @returns a number in [0, 1]; NaN where some sample has no label at all, as in MMAction2.
 */
export function mmitMeanAveragePrecision(scores: Scores, truth: ManyHot): number {
  return mean(scores.map((row, i) => averagePrecision(row, truth[i]!)));
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

import { classAccuracies } from './class-accuracies.js';
import type { Scores } from './scores.js';

/**
 * The mean over classes of each class's own accuracy, so that rare classes weigh as much as frequent ones. A class that
 * was predicted but never true counts as 0, as in MMAction2.
 *
 * @param scores one row per sample.
 * @param labels one class index per sample.
 * @returns a number in [0, 1]; NaN without samples.
 */
export function meanClassAccuracy(scores: Scores, labels: readonly number[]): number {
  const figures = classAccuracies(scores, labels);
  return figures.reduce((total, [, accuracy]) => total + accuracy, 0) / figures.length;
}

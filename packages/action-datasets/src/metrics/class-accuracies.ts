import { confusionMatrix } from './confusion-matrix.js';
import { argmax, type Scores } from './scores.js';

/** A class and the share of its samples that were recognised. */
export type ClassAccuracy = [label: number, accuracy: number];

/** The accuracy of each class that occurs as label or prediction, by class; 0 for one that was never true. */
export function classAccuracies(scores: Scores, labels: readonly number[]): ClassAccuracy[] {
  const { classes, matrix } = confusionMatrix(scores.map(argmax), labels, 'true');
  return classes.map((label, i) => [label, matrix[i]![i]!]);
}

/** The `k` classes that are recognised best, best first; or worst, worst first. */
export function topKClasses(
  scores: Scores,
  labels: readonly number[],
  { k = 10, mode = 'accurate' }: { k?: number; mode?: 'accurate' | 'inaccurate' } = {},
): ClassAccuracy[] {
  // Equal accuracies stand in the order of a stable ascending sort, read from its end for the accurate ones.
  const rising = classAccuracies(scores, labels).sort(([, a], [, b]) => a - b);
  return (mode === 'accurate' ? rising.reverse() : rising).slice(0, k);
}

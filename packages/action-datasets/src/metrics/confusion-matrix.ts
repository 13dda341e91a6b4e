/** Rows are true classes, columns predicted ones, both over `classes`. */
export interface ConfusionCounts {
  /** The class indices that occur as prediction or as label, ascending. */
  classes: number[];
  matrix: number[][];
}

/** `matrix[true][predicted]`: how often each of `size` classes was taken for each other one. */
export function countConfusion(predicted: readonly number[], labels: readonly number[], size: number): number[][] {
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  labels.forEach((label, i) => {
    matrix[label]![predicted[i]!]!++;
  });
  return matrix;
}

/**
 * Counts how often each true class was taken for each class, over the classes that occur.
 *
 * @param normalize divide by the row sums (`true`), the column sums (`pred`), or the number of samples (`all`); 0/0 is 0.
 */
export function confusionMatrix(
  predicted: readonly number[],
  labels: readonly number[],
  normalize?: 'true' | 'pred' | 'all',
): ConfusionCounts {
  const classes = [...new Set([...predicted, ...labels])].sort((a, b) => a - b);
  const place = new Map(classes.map((label, i) => [label, i]));
  const placed = (values: readonly number[]) => values.map((value) => place.get(value)!);
  const matrix = countConfusion(placed(predicted), placed(labels), classes.length);
  if (normalize === undefined) return { classes, matrix };
  const rowSums = matrix.map(sum);
  const columnSums = classes.map((_, column) => sum(matrix.map((row) => row[column]!)));
  const divisor = (row: number, column: number) =>
    normalize === 'true' ? rowSums[row]! : normalize === 'pred' ? columnSums[column]! : labels.length;
  return {
    classes,
    matrix: matrix.map((row, r) => row.map((count, c) => (count === 0 ? 0 : count / divisor(r, c)))),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

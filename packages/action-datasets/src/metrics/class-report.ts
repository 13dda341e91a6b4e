/** How well one class was recognised; ratios in [0, 1], 0 where there is nothing to divide by. */
export interface ClassFigures {
  label: number;
  /** Of the samples taken for this class, the share that is of it. */
  precision: number;
  /** Of the samples of this class, the share that was taken for it. */
  recall: number;
  /** The harmonic mean of both. */
  f1: number;
  /** Samples of this class. */
  support: number;
}

/** Precision, recall and F1 of every class, from counts `matrix[true][predicted]`. */
export function classFigures(matrix: readonly (readonly number[])[]): ClassFigures[] {
  return matrix.map((row, label) => {
    const hits = row[label]!;
    const support = row.reduce((total, count) => total + count, 0);
    const taken = matrix.reduce((total, other) => total + other[label]!, 0);
    return {
      label,
      precision: ratio(hits, taken),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + taken),
      support,
    };
  });
}

/** The unweighted mean over the classes that have samples. */
export function macroAverage(figures: readonly ClassFigures[]): Pick<ClassFigures, 'precision' | 'recall' | 'f1'> {
  const present = figures.filter(({ support }) => support > 0);
  const mean = (of: 'precision' | 'recall' | 'f1') =>
    ratio(
      present.reduce((sum, row) => sum + row[of], 0),
      present.length,
    );
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

/** The figures as an aligned table, one line a class that has samples; classes by name where names are known. */
export function classTable(figures: readonly ClassFigures[], names: readonly string[] = []): string {
  const present = figures.filter(({ support }) => support > 0);
  const rows = present.map(({ label, precision, recall, f1, support }) => [
    names[label] ?? `class ${label}`,
    ...[precision, recall, f1].map((figure) => figure.toFixed(4)),
    String(support),
  ]);
  const table = [['class', 'precision', 'recall', 'f1', 'samples'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n');
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

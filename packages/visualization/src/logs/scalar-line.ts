/** One line of a run's scalars; null where there was no number (NaN). */
export type ScalarRecord = Readonly<Record<string, number | null>>;

/**
 * Reads one line of a `scalars.json`, of this project or of MMEngine. Keys are given without the pass that `log_with_hierarchy`
 * puts before them.
 *
 * @throws SyntaxError where it is no JSON object
 */
export function parseScalarLine(line: string): ScalarRecord {
  // Python writes numbers that JSON does not have.
  const record: unknown = JSON.parse(line.replace(/-?\b(?:NaN|Infinity)\b/g, 'null'));
  if (typeof record !== 'object' || record === null || Array.isArray(record)) throw new SyntaxError('no JSON object');
  const entries = Object.entries(record as ScalarRecord);
  return Object.fromEntries(entries.map(([key, value]) => [key.replace(/^(?:train|val)\//, ''), value]));
}

/** Whether it is of training's iterations, rather than of a validation pass. */
export function isTraining(record: ScalarRecord): boolean {
  return record['iter'] != null && ('lr' in record || 'loss' in record);
}

import type { ScalarTable } from './scalar-table.js';

/** Values of one scalar by bucket of rows: the mean, and where a bucket has several rows the lowest and highest. null: none. */
export interface SeriesColumn {
  mean: (number | null)[];
  low?: (number | null)[];
  high?: (number | null)[];
}

/** Rows of a table from `from` on, `every` rows to a bucket. */
export interface SeriesPart {
  from: number;
  /** Rows of the table so far: where the next part begins. */
  rows: number;
  every: number;
  /** The last iteration of each bucket, and its time in seconds since 1970. */
  iterations: number[];
  times: (number | null)[];
  columns: Record<string, SeriesColumn>;
}

/**
 * Rows for a chart, no more than `limit` points: beyond that several rows become one. Rows that a reader has already are not
 * repeated, unless so many are new that it had better begin again (`from` is 0 then).
 */
export function seriesPart(table: ScalarTable, { from, limit }: { from: number; limit: number }): SeriesPart {
  const isMore = from > 0 && from <= table.rows && table.rows - from <= limit;
  const start = isMore ? from : 0;
  const every = Math.max(1, Math.ceil((table.rows - start) / limit));
  const ends: number[] = [];
  for (let row = start; row < table.rows; row += every) ends.push(Math.min(row + every, table.rows));
  const columns = [...table.columns].map(([key, values]): [string, SeriesColumn] => [
    key,
    columnOf(values, { start, ends, every }),
  ]);
  return {
    from: start,
    rows: table.rows,
    every,
    iterations: ends.map((end) => table.iterations[end - 1]!),
    times: ends.map((end) => finite(table.times[end - 1]!)),
    columns: Object.fromEntries(columns),
  };
}

function columnOf(
  values: readonly number[],
  { start, ends, every }: { start: number; ends: readonly number[]; every: number },
): SeriesColumn {
  if (every === 1) return { mean: values.slice(start).map(short) };
  const mean: (number | null)[] = [];
  const low: (number | null)[] = [];
  const high: (number | null)[] = [];
  let row = start;
  for (const end of ends) {
    let [sum, count, least, most] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (; row < end; row += 1) {
      const value = values[row]!;
      if (!Number.isFinite(value)) continue;
      sum += value;
      count += 1;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    mean.push(count === 0 ? null : short(sum / count));
    low.push(count === 0 ? null : short(least));
    high.push(count === 0 ? null : short(most));
  }
  return { mean, low, high };
}

/** Six digits are more than a chart shows. */
function short(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

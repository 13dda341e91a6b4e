/** Names that say where a row belongs, rather than what was measured. */
const COUNTERS = new Set(['iter', 'step', 'epoch']);

/** Scalars by name, as columns of equal length; NaN where a row has none. */
export class ScalarTable {
  /** Iteration of training, and seconds since 1970 where they are known. */
  readonly iterations: number[] = [];
  readonly times: number[] = [];
  readonly steps: number[] = [];
  readonly columns = new Map<string, number[]>();

  get rows(): number {
    return this.iterations.length;
  }

  add(record: Readonly<Record<string, unknown>>, { iter, time }: { iter: number; time: number }): void {
    for (const [key, value] of Object.entries(record)) {
      if (COUNTERS.has(key) || (typeof value !== 'number' && value !== null)) continue;
      this.#column(key).push(value ?? Number.NaN);
    }
    this.iterations.push(iter);
    this.times.push(time);
    this.steps.push(typeof record['step'] === 'number' ? record['step'] : iter);
    this.#fill();
  }

  /** Adds rows of another table. */
  append(other: ScalarTable, from: number, to: number): void {
    for (const [key, values] of other.columns) {
      const column = this.#column(key);
      for (let row = from; row < to; row += 1) column.push(values[row]!);
    }
    for (let row = from; row < to; row += 1) {
      this.iterations.push(other.iterations[row]!);
      this.times.push(other.times[row]!);
      this.steps.push(other.steps[row]!);
    }
    this.#fill();
  }

  clear(): void {
    this.iterations.length = 0;
    this.times.length = 0;
    this.steps.length = 0;
    this.columns.clear();
  }

  /** How many rows there are up to an iteration. */
  rowsUpTo(iteration: number): number {
    return this.iterations.findLastIndex((iter) => iter <= iteration) + 1;
  }

  last(key: string): number | null {
    return this.columns.get(key)?.findLast((value) => !Number.isNaN(value)) ?? null;
  }

  #column(key: string): number[] {
    const known = this.columns.get(key);
    if (known !== undefined) return known;
    const column = new Array<number>(this.rows).fill(Number.NaN);
    this.columns.set(key, column);
    return column;
  }

  #fill(): void {
    for (const column of this.columns.values()) while (column.length < this.rows) column.push(Number.NaN);
  }
}

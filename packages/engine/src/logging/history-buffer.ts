/** The recorded values of one scalar, each with the number of samples it stands for. */
export class HistoryBuffer {
  private readonly values: number[];
  private readonly counts: number[];

  /** @param values oldest first; `counts` beside them, 1 each unless given. */
  constructor(values: readonly number[] = [], counts: readonly number[] = values.map(() => 1)) {
    this.values = [...values];
    this.counts = [...counts];
  }

  /** MMEngine keeps as many; older values are forgotten. */
  static readonly maxLength = 1_000_000;

  update(value: number, count = 1): void {
    this.values.push(value);
    this.counts.push(count);
    // Trimmed in blocks: shifting an array of a million on every update would cost more than the step.
    if (this.values.length >= HistoryBuffer.maxLength + 1024) {
      this.values.splice(0, this.values.length - HistoryBuffer.maxLength);
      this.counts.splice(0, this.counts.length - HistoryBuffer.maxLength);
    }
  }

  /** The newest value; NaN while there is none. */
  current(): number {
    return this.values.at(-1) ?? Number.NaN;
  }

  /** The mean over the newest `window` values (all of them unless given), weighted by their counts. */
  mean(window = this.values.length): number {
    const from = Math.max(0, this.values.length - window);
    let sum = 0;
    let count = 0;
    for (let index = from; index < this.values.length; index += 1) {
      // As in MMEngine, a value is already a sum over its count.
      sum += this.values[index]!;
      count += this.counts[index]!;
    }
    return count === 0 ? Number.NaN : sum / count;
  }

  max(window = this.values.length): number {
    return this.newest(window).reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);
  }

  min(window = this.values.length): number {
    return this.newest(window).reduce((best, value) => Math.min(best, value), Number.POSITIVE_INFINITY);
  }

  /** Copies of the records, oldest first. */
  get history(): { values: number[]; counts: number[] } {
    return { values: [...this.values], counts: [...this.counts] };
  }

  private newest(window: number): number[] {
    return this.values.slice(Math.max(0, this.values.length - window));
  }
}

/** Milliseconds of repeated work. */
export interface Timing {
  /** Of the very first time, with what is recorded and compiled then. */
  first: number;
  median: number;
  min: number;
  max: number;
  times: number;
}

/** Times after the first that do not count either: memory is still being fetched from the system. */
const WARM_UP = 2;

/** Does `work` `times` times after some that do not count. */
export async function timed(work: () => Promise<unknown>, times: number): Promise<Timing> {
  const measured: number[] = [];
  for (let time = 0; time < 1 + WARM_UP + times; time += 1) {
    const start = performance.now();
    await work();
    measured.push(performance.now() - start);
  }
  return { first: measured[0]!, ...summary(measured.slice(1 + WARM_UP)) };
}

export function summary(milliseconds: readonly number[]): Omit<Timing, 'first'> {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, times: sorted.length };
}

/** Milliseconds of repeated work. */
export interface Timing {
  /** Of the very first time, with what is recorded and compiled then. */
  first: number;
  median: number;
  min: number;
  max: number;
  times: number;
}

/** How long to go on before it counts. */
export interface WarmUp {
  /** Times after the first: memory is still being fetched from the system. */
  least: number;
  /** For what gets faster with use: as many times as this, unless that takes longer than `milliseconds`. */
  most: number;
  milliseconds: number;
}

const WARM_UP: WarmUp = { least: 2, most: 2, milliseconds: 0 };
/** A recorded prediction packs its filters after some use, which matters to those that take little time. */
export const LONG_WARM_UP: WarmUp = { least: 2, most: 30, milliseconds: 4000 };

/** Does `work` `times` times after some that do not count. */
export async function timed(work: () => Promise<unknown>, times: number, warmUp = WARM_UP): Promise<Timing> {
  const once = async (): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const first = await once();
  let spent = 0;
  for (let time = 0; time < warmUp.most; time += 1) {
    if (time >= warmUp.least && spent > warmUp.milliseconds) break;
    spent += await once();
  }
  const measured: number[] = [];
  for (let time = 0; time < times; time += 1) measured.push(await once());
  return { first, ...summary(measured) };
}

export function summary(milliseconds: readonly number[]): Omit<Timing, 'first'> {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, times: sorted.length };
}

import { setTimeout } from 'node:timers/promises';

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

export const WARM_UP: WarmUp = { least: 2, most: 2, milliseconds: 0 };
/** A recorded prediction packs its filters after some use, which matters to those that take little time. */
export const LONG_WARM_UP: WarmUp = { least: 2, most: 30, milliseconds: 4000 };

/** Between turns: the threads of some libraries go on turning for a while after their work. */
const PAUSE = 100;

/**
 * Does each of `works` `times` times after some that do not count. Several take turns once each is warm, so that all meet the machine
 * in the same state.
 */
export async function timedInTurns(
  works: readonly (() => Promise<unknown>)[],
  times: number,
  warmUp = WARM_UP,
): Promise<Timing[]> {
  const firsts: number[] = [];
  for (const work of works) firsts.push(await warm(work, warmUp));
  const measured = works.map(() => [] as number[]);
  for (let time = 0; time < times; time += 1) {
    for (const [index, work] of works.entries()) {
      if (works.length > 1) await setTimeout(PAUSE);
      measured[index]!.push(await once(work));
    }
  }
  return measured.map((each, index) => ({ first: firsts[index]!, ...summary(each) }));
}

async function once(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** @returns the milliseconds of the very first time */
async function warm(work: () => Promise<unknown>, { least, most, milliseconds }: WarmUp): Promise<number> {
  const first = await once(work);
  for (let time = 0, spent = 0; time < most && (time < least || spent <= milliseconds); time += 1)
    spent += await once(work);
  return first;
}

export function summary(milliseconds: readonly number[]): Omit<Timing, 'first'> {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, times: sorted.length };
}

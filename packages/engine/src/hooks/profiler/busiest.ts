import type { Profiler } from 'node:inspector';

/** A function and the time that was spent in itself, not in what it called. */
export interface BusyFunction {
  name: string;
  /** File and line; empty for what is no JavaScript. */
  place: string;
  milliseconds: number;
  /** Of the whole time that was measured. */
  share: number;
}

/** The functions of a CPU profile in which most time was spent, the busiest first. */
export function busiest(profile: Profiler.Profile, limit: number): BusyFunction[] {
  const selves = new Map<number, number>();
  const { samples = [], timeDeltas = [] } = profile;
  for (const [index, node] of samples.entries()) selves.set(node, (selves.get(node) ?? 0) + (timeDeltas[index] ?? 0));
  const functions = new Map<string, Omit<BusyFunction, 'share'>>();
  for (const { id, callFrame } of profile.nodes) {
    const milliseconds = (selves.get(id) ?? 0) / 1000;
    const name = callFrame.functionName === '' ? '(anonymous)' : callFrame.functionName;
    const file = callFrame.url.split('/').slice(-2).join('/');
    const place = file === '' ? '' : `${file}:${callFrame.lineNumber + 1}`;
    const known = functions.get(`${name} ${place}`);
    if (known === undefined) functions.set(`${name} ${place}`, { name, place, milliseconds });
    else known.milliseconds += milliseconds;
  }
  const total = (profile.endTime - profile.startTime) / 1000;
  return [...functions.values()]
    .sort((one, other) => other.milliseconds - one.milliseconds)
    .slice(0, limit)
    .map((each) => ({ ...each, share: each.milliseconds / total }));
}

/** One line a function: time, share, name, place. */
export function describeBusiest(functions: readonly BusyFunction[]): string {
  return functions
    .map(({ name, place, milliseconds, share }) => {
      const time = `${milliseconds.toFixed(1).padStart(10)} ms ${(share * 100).toFixed(1).padStart(5)} %`;
      return `${time}  ${name} ${place}`.trimEnd();
    })
    .join('\n');
}

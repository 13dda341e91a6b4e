import { Random } from '@mma/engine';

/** Runs a draw `count` times, each with a stream of its own, as samples of a dataset have. */
export function draws<T>(count: number, draw: (random: Random) => T): T[] {
  return Array.from({ length: count }, (_, index) => draw(Random.of('draws', index)));
}

/** How often each value occurs, as shares. */
export function shares(values: readonly (number | string)[]): Map<number | string, number> {
  const counts = new Map<number | string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1 / values.length);
  return counts;
}

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

import type { Dist } from './dist.js';

/**
 * Puts the samples' results of all processes into the order of the dataset. Process r of W has the samples r, r + W,
 * r + 2 W, …; those that a sampler repeated at the end so that all get equally many are left out.
 *
 * @param size samples of the whole dataset; all results are kept unless given
 */
export async function collectResults<T>(results: readonly T[], dist: Dist, size?: number): Promise<T[]> {
  const parts = await dist.allGatherObject(results);
  const longest = Math.max(...parts.map(({ length }) => length));
  const ordered: T[] = [];
  for (let index = 0; index < longest; index += 1) {
    for (const part of parts) if (index < part.length) ordered.push(part[index]!);
  }
  return ordered.slice(0, size);
}

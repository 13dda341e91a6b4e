import { Random } from '@mma/engine';

/** How large a share of the clips each split gets, relative to the sum of all. */
export type SplitShares = Readonly<Record<string, number>>;

/**
 * The split that a clip belongs to, from its name alone: clips that come later never move those that are there.
 *
 * @param name the clip's path from the dataset's folder, with `/`
 */
export function splitOf(name: string, shares: SplitShares): string {
  const total = Object.values(shares).reduce((sum, share) => sum + share, 0);
  let left = Random.of('split', name).float() * total;
  let last = '';
  for (const [split, share] of Object.entries(shares)) {
    if (share === 0) continue;
    if (left < share) return split;
    left -= share;
    last = split;
  }
  return last; // Where rounding has left a trace of the total.
}

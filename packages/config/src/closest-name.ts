import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a mistyped name most probably meant, for "did you mean …?" hints.
 *
 * Case, `_`, `-` and `.` count nothing, a swap of neighbours counts as one slip (Damerau 1964, restricted), and up to a third
 * of the letters (at least one) may be wrong; a longer candidate that contains the name also counts as close.
 *
 * @returns undefined when nothing is close enough to be worth suggesting.
 */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  return closestNames(name, candidates, 1)[0];
}

/** Up to `limit` close candidates, the closest first. */
export function closestNames(name: string, candidates: Iterable<string>, limit: number): string[] {
  const wanted = simplify(name);
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  const near: { candidate: string; slips: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const other = simplify(candidate);
    const slips = slipsBetween(wanted, other);
    if (slips <= allowed) near.push({ candidate, slips });
    // Ranked behind every true misspelling: `tsn_r50` for `tsn_imagenet-pretrained-r50_…` shares letters, not length.
    else if (wanted.length >= 3 && other.includes(wanted)) near.push({ candidate, slips: allowed + slips });
  }
  near.sort((a, b) => a.slips - b.slips || a.candidate.localeCompare(b.candidate));
  return near.slice(0, limit).map((entry) => entry.candidate);
}

function simplify(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]/g, '');
}

function slipsBetween(a: string, b: string): number {
  const plain = distance(a, b);
  if (plain < 2 || a.length !== b.length) return plain;
  // Levenshtein counts a swap of neighbours as two; each swap found where the words differ saves one.
  let swaps = 0;
  for (let i = 0; i + 1 < a.length; i++) {
    if (a[i] !== b[i] && a[i] === b[i + 1] && a[i + 1] === b[i]) {
      swaps++;
      i++;
    }
  }
  return plain - swaps;
}

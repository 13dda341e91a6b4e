/** A stretch of time, in any unit. */
export type Segment = readonly [start: number, end: number];

/**
 * Intersection over union of every target with every candidate.
 *
 * @returns `[targets, candidates]`, each in [0, 1].
 */
export function pairwiseTemporalIou(candidates: readonly Segment[], targets: readonly Segment[]): number[][] {
  return targets.map((target) =>
    candidates.map((candidate) => {
      const shared = overlap(candidate, target);
      return shared / (duration(target) + duration(candidate) - shared);
    }),
  );
}

/** The share of each candidate that lies within each target: `[targets, candidates]`. */
export function pairwiseTemporalOverlap(candidates: readonly Segment[], targets: readonly Segment[]): number[][] {
  return targets.map((target) => candidates.map((candidate) => overlap(candidate, target) / duration(candidate)));
}

function overlap(a: Segment, b: Segment): number {
  return Math.max(0, Math.min(a[1], b[1]) - Math.max(a[0], b[0]));
}

function duration([start, end]: Segment): number {
  return end - start;
}

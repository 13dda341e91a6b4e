import type { Prediction } from '../draw/scores.js';

/** What was predicted for a stretch of a video. Times in seconds; best first. */
export interface TimelineWindow {
  readonly start: number;
  readonly end: number;
  readonly predictions: readonly Prediction[];
}

/** A stretch of a video with one name. Times in seconds. */
export interface TimelineSegment {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** The mean of the windows'. */
  readonly score: number;
}

/**
 * The time that each window speaks for, where windows overlap: each moment goes to the window whose middle is nearest; before the first
 * middle and after the last one, to that window.
 *
 * @param windows in order
 */
export function windowSpans(windows: readonly TimelineWindow[]): { start: number; end: number }[] {
  const middle = (at: number): number => (windows[at]!.start + windows[at]!.end) / 2;
  return windows.map(({ start, end }, at) => ({
    start: at === 0 ? start : Math.max(start, (middle(at - 1) + middle(at)) / 2),
    end: at === windows.length - 1 ? end : Math.min(end, (middle(at) + middle(at + 1)) / 2),
  }));
}

/** Neighbouring windows of the same best class in one piece; windows whose best score is below the threshold are in none. */
export function timelineSegments(windows: readonly TimelineWindow[], threshold: number): TimelineSegment[] {
  const spans = windowSpans(windows);
  const segments: (TimelineSegment & { windows: number })[] = [];
  for (const [at, { predictions }] of windows.entries()) {
    const best = predictions[0];
    if (best === undefined || best.score < threshold) continue;
    const { start, end } = spans[at]!;
    const last = segments.at(-1);
    // Spans that touch have the same time there, computed the same way.
    if (last?.label === best.label && last.end === start) {
      const score = (last.score * last.windows + best.score) / (last.windows + 1);
      segments[segments.length - 1] = { ...last, end, score, windows: last.windows + 1 };
    } else segments.push({ start, end, ...best, windows: 1 });
  }
  return segments.map(({ start, end, label, score }) => ({ start, end, label, score }));
}

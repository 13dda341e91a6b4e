import type { TimelineSegment } from '@mma/visualization';

/** Segments as SubRip subtitles, which players show over a video of the same name. */
export function subtitles(segments: readonly TimelineSegment[]): string {
  return segments
    .map(
      ({ start, end, label, score }, at) =>
        `${at + 1}\n${stamp(start)} --> ${stamp(end)}\n${label} (${score.toFixed(2)})\n`,
    )
    .join('\n');
}

/** 3675.25 → `01:01:15,250`. */
function stamp(seconds: number): string {
  const thousandths = Math.round(seconds * 1000);
  const [hours, minutes, rest] = [3_600_000, 60_000, 1000].map((unit, at) => {
    const whole = Math.floor(thousandths / unit);
    return String(at === 0 ? whole : whole % 60).padStart(2, '0');
  });
  return `${hours}:${minutes}:${rest},${String(thousandths % 1000).padStart(3, '0')}`;
}

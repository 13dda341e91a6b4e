import type { ScheduleTrace, TracedLine } from '@mma/engine';
import type { Chart, Point } from '@mma/visualization';

/** More than a drawing can show. */
const MOST_POINTS = 1500;

export interface ScheduleChartOptions {
  parameter: string;
  title: string;
}

/** Draws what schedules do to the parameter groups, over iterations and epochs. */
export function scheduleChart(trace: ScheduleTrace, { parameter, title }: ScheduleChartOptions): Chart {
  const { lines, countsEpochs, iterationsPerEpoch, maxIters } = trace;
  return {
    title,
    xLabel: countsEpochs ? 'iteration (epoch)' : 'iteration',
    ...(countsEpochs ? { secondX: { per: iterationsPerEpoch } } : {}),
    panels: [
      {
        yLabel: parameter,
        series: lines.map((line) => ({ name: lineName(line), points: thinned(pointsOf(line, maxIters)) })),
      },
    ],
  };
}

/** `backbone: 120 of 161 groups, as conv1.weight`; nothing to tell apart is called by the setting alone. */
function lineName({ optimizer, groups, ofGroups, parameters }: TracedLine): string {
  const which = groups.length === ofGroups ? 'all groups' : `${groups.length} of ${ofGroups} groups`;
  const example = groups.length === ofGroups || parameters[0] === undefined ? '' : `, as ${parameters[0]}`;
  return `${optimizer === '' ? '' : `${optimizer}: `}${which}${example}`;
}

/** A value holds until it changes: drawn as steps. */
function pointsOf({ changes }: TracedLine, maxIters: number): Point[] {
  const points: Point[] = [];
  for (const [iteration, value] of changes) {
    const before = points.at(-1);
    if (before !== undefined && iteration > before.x + 1) points.push({ x: iteration - 1, y: before.y });
    points.push({ x: iteration, y: value });
  }
  const last = points.at(-1)!;
  if (last.x < maxIters - 1) points.push({ x: maxIters - 1, y: last.y });
  return points;
}

function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  const step = (points.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, i) => points[Math.round(i * step)]!);
}

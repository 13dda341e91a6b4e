import { VisualizationError } from '../errors.js';
import type { Chart, Panel, Series } from '../plots/chart.js';
import type { RunLog } from './run-log.js';
import type { ScalarRecord } from './scalar-line.js';
import { metricNames } from './summary.js';

/** What is drawn where nothing is named: what there is of these, then all metrics. */
const USUAL = ['loss', 'lr'];

/**
 * Scalars of runs over iterations, a panel for each key, a line for each run.
 *
 * @param keys scalars of training (`loss`) or validation (`acc/top1`)
 * @throws VisualizationError `MMA_VISUALIZATION_KEY` for a key that no run has
 */
export function logChart(runs: readonly RunLog[], options: { keys?: readonly string[]; title?: string } = {}): Chart {
  const { keys, title } = options;
  const known = [...new Set(runs.flatMap(({ train, val }) => [...keysOf(train), ...keysOf(val)]))];
  const unknown = keys?.find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new VisualizationError('MMA_VISUALIZATION_KEY', `no run has a scalar named ${unknown}`, {
      hint: `there are ${known.join(', ')}`,
    });
  }
  const metrics = [...new Set(runs.flatMap(({ val }) => metricNames(val)))];
  const chosen = keys ?? [
    ...USUAL.filter((key) => known.includes(key)),
    ...metrics.filter((key) => !USUAL.includes(key)),
  ];
  const panels = chosen.map((key) => panelOf(runs, key));
  return { xLabel: 'iteration', panels, ...(title === undefined ? {} : { title }) };
}

function panelOf(runs: readonly RunLog[], key: string): Panel {
  const several = runs.length > 1;
  const series = runs.flatMap(({ name, train, val }) => {
    const lines: Series[] = [];
    const both = [train, val].filter((records) => records.some((record) => key in record)).length > 1;
    for (const [part, records] of [['train', train] as const, ['val', val] as const]) {
      const points = records
        .filter((record) => key in record)
        .map((record) => ({ x: record['iter'] ?? 0, y: record[key]! }));
      const label = [several ? name : '', both ? part : ''].filter(Boolean).join(' ') || key;
      if (points.length > 0) lines.push({ name: label, points });
    }
    return lines;
  });
  return { yLabel: key, series, logarithmic: key === 'lr' && isPositive(series) };
}

function isPositive(series: readonly Series[]): boolean {
  return series.every(({ points }) => points.every(({ y }) => y === null || y > 0));
}

function keysOf(records: readonly ScalarRecord[]): string[] {
  const keys = new Set(records.flatMap((record) => Object.keys(record)));
  for (const counter of ['iter', 'step', 'epoch']) keys.delete(counter);
  return [...keys];
}

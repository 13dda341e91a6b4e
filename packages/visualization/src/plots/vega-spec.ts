import type { TopLevelSpec } from 'vega-lite';
import type { Chart, Panel } from './chart.js';

const WIDTH = 640;
const HEIGHT = 240;

/** What all our charts look like. */
export const HOUSE_STYLE = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  background: 'white',
  config: { font: 'MMA Latin, Noto Sans, sans-serif', axis: { gridColor: '#e6e8eb' }, view: { stroke: null } },
} as const satisfies Partial<TopLevelSpec>;

/** A chart of lines in Vega-Lite's terms. */
export function vegaSpec({ title, xLabel, secondX, panels }: Chart): TopLevelSpec {
  return {
    ...HOUSE_STYLE,
    ...(title === undefined ? {} : { title: { text: title, anchor: 'start' } }),
    // Panels have lines of their own; colours begin anew in each.
    resolve: { scale: { color: 'independent' }, legend: { color: 'independent' } },
    vconcat: panels.map((panel) => panelSpec(panel, { xLabel, secondX })),
  };
}

function panelSpec(
  { yLabel, series, logarithmic = false }: Panel,
  { xLabel, secondX }: Pick<Chart, 'xLabel'> & { secondX: Chart['secondX'] | undefined },
) {
  const values = series.flatMap(({ name, points }) => points.map(({ x, y }) => ({ series: name, x, y })));
  const isConstant = new Set(values.map(({ y }) => y)).size === 1;
  // A line of one point would not be seen.
  const point = series.some(({ points }) => points.length < 30);
  return {
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    mark: { type: 'line' as const, point, strokeWidth: 1.5, invalid: 'break-paths-show-path-domains' as const },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative' as const,
        title: xLabel,
        scale: { nice: false, zero: false },
        ...(secondX === undefined ? {} : { axis: secondAxis(series, secondX.per) }),
      },
      y: {
        field: 'y',
        type: 'quantitative' as const,
        title: yLabel,
        scale: logarithmic ? { type: 'log' as const } : { zero: false },
        // Of a single value Vega would write six digits after the point.
        ...(isConstant ? { axis: { format: '~r' } } : {}),
      },
      color: {
        field: 'series',
        type: 'nominal' as const,
        title: null,
        sort: null,
        legend: series.length > 1 ? { orient: 'bottom' as const, columns: 3, labelLimit: 400 } : null,
      },
    },
  };
}

const MOST_TICKS = 6;

/** Ticks where x is a whole multiple of `per`, at round multiples. */
function secondAxis(series: Panel['series'], per: number) {
  const last = Math.max(0, ...series.flatMap(({ points }) => points.map(({ x }) => x)));
  const smallest = last / per / MOST_TICKS;
  const power = 10 ** Math.floor(Math.log10(Math.max(smallest, 1)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= smallest)!;
  const values = Array.from({ length: Math.floor(last / per / step) + 1 }, (_, i) => i * step * per);
  return { values, labelExpr: `datum.label + ' (' + format(datum.value / ${per}, '~r') + ')'` };
}

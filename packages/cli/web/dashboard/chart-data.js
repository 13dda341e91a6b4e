import { smooth } from './smooth.js';
import { gather, placesFor } from './thin.js';

const MACHINE = ['time', 'data_time', 'memory'];
/** What is set rather than measured: smoothing would show what never was. */
const EXACT = /^(?:base_)?lr\b|momentum/;

/**
 * What a chart draws of one scalar: a table for each run and pass (`uPlot.join` makes one of them), and the lines in the order of the columns.
 *
 * @param {string} key
 * @param {{ run: object, series: object, colour: string }[]} shown
 * @param {{ axis: string, smoothing: number, isLogarithmic: boolean, zoom: { min: number, max: number } | null }} options
 */
export function chartData(key, shown, { axis, smoothing, isLogarithmic, zoom }) {
  const parts = shown.flatMap(({ run, series, colour }) =>
    ['train', 'val'].flatMap((pass) => {
      const part = series[pass];
      const column = part.columns[key];
      if (column === undefined || (pass === 'val' && MACHINE.includes(key))) return [];
      const x = positions(part, { axis, run, start: startOf(run, series) });
      return x === undefined ? [] : [{ line: { run, colour, pass }, column, x }];
    }),
  );
  const places = placesFor(
    parts.map(({ x }) => x),
    zoom,
  );
  const tables = [];
  const lines = [];
  const bands = [];
  for (const { line, column, x } of parts) {
    const columns = columnsOf(column, {
      smoothing: line.pass === 'val' || EXACT.test(key) ? 0 : smoothing,
      isTrain: line.pass === 'train',
      isMany: places !== undefined,
    });
    // Series count from 1: 0 is the axis.
    if (columns.length === 3) bands.push([lines.length + 3, lines.length + 2]);
    lines.push(...columns.map(({ role }) => ({ ...line, role })));
    const table = places === undefined ? each(x, columns) : gather(x, columns, places);
    tables.push(isLogarithmic ? [table[0], ...table.slice(1).map(positive)] : table);
  }
  return { tables, lines, bands };
}

/** The line itself, and where it is smoothed or of many points what it is made of: the values, or their band. */
function columnsOf({ mean, low, high }, { isTrain, smoothing, isMany }) {
  const main = { role: 'main', how: 'mean', values: smooth(mean, smoothing) };
  if (!isTrain) return [main];
  if (isMany || low !== undefined) {
    return [
      main,
      { role: 'edge', how: 'low', values: low ?? mean },
      { role: 'edge', how: 'high', values: high ?? mean },
    ];
  }
  return smoothing > 0 ? [main, { role: 'raw', how: 'mean', values: mean }] : [main];
}

/** Points as they are, but those whose place is not known. */
function each(x, columns) {
  const isKnown = x.map((position) => position !== null);
  return [x, ...columns.map(({ values }) => values)].map((values) => values.filter((_, row) => isKnown[row]));
}

function positive(values) {
  return values.map((value) => (value > 0 ? value : null));
}

/** Where points stand on the axis; null where that is not known, undefined where a run has no such axis. */
function positions({ iterations, times }, { axis, run, start }) {
  if (axis === 'iteration') return iterations;
  if (axis === 'epoch') {
    const { iterationsPerEpoch } = run;
    return iterationsPerEpoch === null ? undefined : iterations.map((iteration) => iteration / iterationsPerEpoch);
  }
  return start === null ? undefined : times.map((time) => (time === null ? null : time - start));
}

/** Times are told from when a run began, which its folder's name says, or else from its first line. */
function startOf({ started }, { train }) {
  const first = train.times.find((time) => time !== null);
  if (first === undefined) return null;
  return started !== null && started <= first ? started : first;
}

/** The scalars of runs, those that people look at first in front. */
export function orderedKeys(runs) {
  const train = new Set(runs.flatMap(({ keys }) => keys.train));
  const val = new Set(runs.flatMap(({ keys }) => keys.val));
  const rank = (key) => {
    if (key === 'loss') return 0;
    if (val.has(key)) return 1;
    if (/acc/.test(key)) return 2;
    if (key === 'lr') return 3;
    // What the machine does comes last.
    return 5 + MACHINE.indexOf(key);
  };
  return [...new Set([...train, ...val])].sort((a, b) => rank(a) - rank(b));
}

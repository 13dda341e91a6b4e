import { smooth } from './smooth.js';

const MACHINE = ['time', 'data_time', 'memory'];

/**
 * What a chart draws of one scalar: a table for each run and pass (`uPlot.join` makes one of them), and the lines in the order of the columns.
 *
 * @param {string} key
 * @param {{ run: object, series: object, colour: string }[]} shown
 * @param {{ axis: string, smoothing: number, isLogarithmic: boolean }} options
 */
export function chartData(key, shown, { axis, smoothing, isLogarithmic }) {
  const tables = [];
  const lines = [];
  const bands = [];
  const positive = (values) => (isLogarithmic ? values.map((value) => (value > 0 ? value : null)) : values);
  for (const { run, series, colour } of shown) {
    for (const pass of ['train', 'val']) {
      const part = series[pass];
      if (pass === 'val' && ['time', 'data_time'].includes(key)) continue;
      const column = part.columns[key];
      if (column === undefined) continue;
      const x = positions(part, { axis, run, start: startOf(run, series) });
      if (x === undefined) continue;
      const keep = x.map((position) => position !== null);
      const kept = (values) => values.filter((_, index) => keep[index]);
      const main = { run, colour, pass };
      const smoothed = pass === 'train' ? smooth(column.mean, smoothing) : column.mean;
      const columns = [positive(smoothed)];
      lines.push({ ...main, role: 'main' });
      if (column.low !== undefined) {
        bands.push([lines.length + 2, lines.length + 1]);
        columns.push(positive(column.low), positive(column.high));
        lines.push({ ...main, role: 'edge' }, { ...main, role: 'edge' });
      } else if (pass === 'train' && smoothing > 0) {
        columns.push(positive(column.mean));
        lines.push({ ...main, role: 'raw' });
      }
      tables.push([kept(x), ...columns.map(kept)]);
    }
  }
  return { tables, lines, bands };
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

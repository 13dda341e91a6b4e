import { describe, expect, test } from 'vitest';

const part = (name: string) => import(new URL(`../../web/dashboard/${name}`, import.meta.url).href);
const { smooth } = await part('smooth.js');
const { joined } = await part('series.js');
const { chartData, orderedKeys } = await part('chart-data.js');
const { gather, placesFor } = await part('thin.js');
const { bytes, duration, figure, shortCount } = await part('format.js');

test('smoothing forgets, begins at the first value, and leaves gaps', () => {
  expect(smooth([4, 2], 0)).toEqual([4, 2]);
  const [first, gap, second] = smooth([4, null, 2], 0.5);
  expect([first, gap]).toEqual([4, null]);
  // (0.25 · 4 + 0.5 · 2) / 0.75
  expect(second).toBeCloseTo(8 / 3, 10);
  expect(smooth(Array(500).fill(3), 0.99).at(-1)).toBeCloseTo(3, 10);
});

describe('what is new of a series', () => {
  const known = {
    from: 0,
    rows: 4,
    every: 2,
    added: 0,
    iterations: [2, 4],
    times: [null, null],
    columns: { loss: { mean: [3, 2], low: [1, 1], high: [5, 3] } },
  };

  test('is put behind what is known, also where one of them has a scalar that the other lacks', () => {
    const more = { from: 4, rows: 5, every: 1, iterations: [5], times: [null], columns: { lr: { mean: [0.1] } } };
    expect(joined(known, more)).toMatchObject({
      rows: 5,
      every: 2,
      added: 1,
      iterations: [2, 4, 5],
      columns: {
        loss: { mean: [3, 2, null], low: [1, 1, null], high: [5, 3, null] },
        lr: { mean: [null, null, 0.1], low: [null, null, 0.1], high: [null, null, 0.1] },
      },
    });
  });

  test('takes its place where it begins at the beginning', () => {
    const anew = { from: 0, rows: 1, every: 1, iterations: [1], times: [null], columns: {} };
    expect(joined(known, anew)).toEqual({ ...anew, added: 0 });
  });
});

describe('what a chart draws', () => {
  const run = { id: 'a', started: null, iterationsPerEpoch: 2 };
  const pass = (iterations: number[], loss: number[], times: (number | null)[]) => ({
    iterations,
    times,
    columns: { loss: { mean: loss } },
  });
  const series = { train: pass([1, 2, 3], [4, 0, 2], [50, 51, null]), val: pass([2], [3], [51]) };
  const draw = (options: object) =>
    chartData('loss', [{ run, series, colour: '#123456' }], {
      axis: 'iteration',
      smoothing: 0,
      isLogarithmic: false,
      zoom: null,
      ...options,
    });

  test('is a line for training and one for validation, and the raw values where they are smoothed', () => {
    const { tables, lines } = draw({});
    expect(tables).toEqual([
      [
        [1, 2, 3],
        [4, 0, 2],
      ],
      [[2], [3]],
    ]);
    expect(lines).toMatchObject([
      { pass: 'train', role: 'main' },
      { pass: 'val', role: 'main' },
    ]);
    expect(draw({ smoothing: 0.5 }).lines).toMatchObject([{ role: 'main' }, { role: 'raw' }, { pass: 'val' }]);
  });

  test('is not smoothed where it was set rather than measured', () => {
    const rates = { ...series, train: { ...series.train, columns: { lr: { mean: [3, 2, 1] } } } };
    const options = { axis: 'iteration', smoothing: 0.9, isLogarithmic: false, zoom: null };
    const { tables, lines } = chartData('lr', [{ run, series: rates, colour: '#123456' }], options);
    expect(lines).toHaveLength(1);
    expect(tables[0][1]).toEqual([3, 2, 1]);
  });

  test('is over epochs, or over time as far as that is known', () => {
    expect(draw({ axis: 'epoch' }).tables[0][0]).toEqual([0.5, 1, 1.5]);
    expect(draw({ axis: 'time' }).tables[0]).toEqual([
      [0, 1],
      [4, 0],
    ]);
  });

  test('leaves out what a logarithm does not know', () => {
    expect(draw({ isLogarithmic: true }).tables[0][1]).toEqual([4, null, 2]);
  });

  test('has the loss first, then metrics, then the rest', () => {
    const keys = { train: ['lr', 'memory', 'data_time', 'loss', 'grad_norm', 'time'], val: ['acc/top1'] };
    expect(orderedKeys([{ keys }])).toEqual(['loss', 'acc/top1', 'lr', 'grad_norm', 'time', 'data_time', 'memory']);
  });
});

describe('more points than a screen has columns', () => {
  const long = Array.from({ length: 10_001 }, (_, row) => row);

  test('are gathered in places that all lines share, and less of them the closer one looks', () => {
    expect(placesFor([long.slice(0, 1000), [0, null, 5]], null)).toBeUndefined();
    expect(placesFor([long, [-4]], null)).toEqual({ min: -4, max: 10_000, step: 10_004 / 700 });
    expect(placesFor([long], { min: 1000, max: 6000 })).toMatchObject({ min: 750, max: 6250 });
    expect(placesFor([long], { min: 1000, max: 2000 })).toBeUndefined();
  });

  test('keep their mean and their extremes', () => {
    const places = { min: 0, max: 20, step: 10 };
    const values = [null, 4, 6, null, 1];
    const columns = ['mean', 'low', 'high'].map((how) => ({ how, values }));
    expect(gather([0, 8, 12, null, 21], columns, places)).toEqual([
      [0, 10],
      [null, 5],
      [null, 4],
      [null, 6],
    ]);
  });

  test('are a line with a band', () => {
    const series = {
      train: { iterations: long, times: [null], columns: { loss: { mean: long.map((row) => row % 10) } } },
      val: { iterations: [], times: [], columns: {} },
    };
    const { tables, lines, bands } = chartData(
      'loss',
      [{ run: { id: 'a', started: null }, series, colour: '#123456' }],
      {
        axis: 'iteration',
        smoothing: 0.9,
        isLogarithmic: false,
        zoom: null,
      },
    );
    expect(lines.map(({ role }: { role: string }) => role)).toEqual(['main', 'edge', 'edge']);
    expect(bands).toEqual([[3, 2]]);
    expect(tables[0][0]).toHaveLength(701);
    expect([tables[0][2][300], tables[0][3][300]]).toEqual([0, 9]);
  });
});

test('figures are short', () => {
  expect([0, 0.97512345, 1234.5678, 0.00012345, 2.5e7, null].map(figure)).toEqual([
    '0',
    '0.9751',
    '1235',
    '1.23e-4',
    '2.5e+7',
    '–',
  ]);
  expect([7, 0.25, 20_000, 1_500_000].map(shortCount)).toEqual(['7', '0.25', '20k', '1.5M']);
  expect([7, 44_829_256].map(bytes)).toEqual(['7 B', '44.8 MB']);
  expect(duration(3725)).toBe('1:02:05');
});

import { chartData } from './chart-data.js';
import { element, scrollable, swatch } from './dom.js';
import { duration, figure, shortCount, titleOf } from './format.js';
import uPlot from './uplot.js';

const HEIGHT = 220;
const AXES = { iteration: 'iteration', epoch: 'epoch', time: 'after' };
/** Points of validation that are drawn as dots. */
const MOST_DOTS = 100;
/** Rows of the table under a chart. */
const MOST_ROWS = 30;

/** One scalar of the chosen runs: title, drawing, what the cursor points at, and the same as a table. */
export class Chart {
  #plot;
  #shape = '';
  #lines = [];
  #options;
  #zoom = null;
  #isSeen = false;
  #isDue = false;

  /** @param {{ onZoom: (range: { min: number, max: number } | null) => void }} listener */
  constructor(key, { onZoom }) {
    this.key = key;
    this.onZoom = onZoom;
    this.isLogarithmic = false;
    const title = titleOf(key);
    this.logButton = this.#button('log', `logarithmic axis of ${title}`, () => {
      this.isLogarithmic = !this.isLogarithmic;
      this.draw(this.#options);
    });
    this.tableButton = this.#button('table', `${title} as a table`, () => {
      this.table.hidden = !this.table.hidden;
      this.#write();
    });
    this.wholeButton = this.#button('whole', 'zoom out', () => this.onZoom(null));
    this.place = element('div', { class: 'plot', tabindex: '0', role: 'group' });
    this.readout = element('ul', { class: 'readout', 'aria-live': 'off' });
    this.table = scrollable(element('div', { class: 'table', hidden: true }), `${title} as a table`);
    const head = element(
      'div',
      { class: 'head' },
      element('h3', {}, title),
      this.wholeButton,
      this.logButton,
      this.tableButton,
    );
    this.element = element('figure', {}, head, this.place, this.readout, this.table);
    this.place.addEventListener('keydown', (event) => this.#press(event));
    this.place.addEventListener('focus', () => this.readout.setAttribute('aria-live', 'polite'));
    this.place.addEventListener('blur', () => this.readout.setAttribute('aria-live', 'off'));
    this.observer = new ResizeObserver(([{ contentRect }]) => {
      if (this.#plot && contentRect.width > 0) this.#plot.setSize({ width: contentRect.width, height: HEIGHT });
    });
    this.observer.observe(this.place);
    // Charts that are scrolled out of sight are drawn when they come into it.
    this.sight = new IntersectionObserver(
      (entries) => {
        this.#isSeen = entries.at(-1).isIntersecting;
        if (this.#isSeen && this.#isDue) this.draw(this.#options);
      },
      { rootMargin: '300px' },
    );
    this.sight.observe(this.element);
  }

  /** @param {{ shown: object[], axis: string, smoothing: number, zoom: { min: number, max: number } | null, theme: object }} options */
  draw(options) {
    this.#options = options;
    this.#isDue = !this.#isSeen && !this.element.hidden;
    if (this.#isDue) return;
    this.#zoom = options.zoom;
    const { shown, axis, theme } = options;
    const { tables, lines, bands } = chartData(this.key, shown, { ...options, isLogarithmic: this.isLogarithmic });
    this.#lines = lines;
    const data = tables.length === 0 ? [[]] : uPlot.join(tables);
    const shape = JSON.stringify([
      lines.map(({ run, colour, pass, role }) => [run.id, colour, pass, role]),
      axis,
      theme,
      this.isLogarithmic,
    ]);
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#settings({ lines, bands, axis, theme }), data, this.place);
    } else {
      this.#plot.setData(data, this.#zoom === null);
    }
    if (this.#zoom !== null) this.#plot.setScale('x', this.#zoom);
    this.element.hidden = lines.length === 0;
    this.wholeButton.hidden = this.#zoom === null;
    this.logButton.setAttribute('aria-pressed', String(this.isLogarithmic));
    this.#write();
  }

  remove() {
    this.observer.disconnect();
    this.sight.disconnect();
    this.#plot?.destroy();
    this.element.remove();
  }

  #button(text, label, onClick) {
    const made = element(
      'button',
      { type: 'button', class: 'small', 'aria-label': `${text}: ${label}`, title: label },
      text,
    );
    made.addEventListener('click', onClick);
    return made;
  }

  #settings({ lines, bands, axis, theme }) {
    const grid = { stroke: theme.line, width: 1 };
    const paint = { stroke: theme.faint, font: theme.font, grid, ticks: grid };
    const width = this.place.clientWidth || 400;
    return {
      width,
      height: HEIGHT,
      legend: { show: false },
      // The last number of the axis stands half beyond it.
      padding: [null, 20, null, null],
      scales: { x: { time: false }, y: { distr: this.isLogarithmic ? 3 : 1 } },
      axes: [
        {
          ...paint,
          space: 70,
          size: 32,
          values: (_plot, ticks) => ticks.map((tick) => (axis === 'time' ? duration(tick) : shortCount(tick))),
        },
        { ...paint, size: 64, values: (_plot, ticks) => ticks.map((tick) => (tick === null ? '' : figure(tick))) },
      ],
      series: [{}, ...lines.map(seriesOf)],
      bands: bands.map((series) => ({ series, fill: `${lines[series[0] - 1].colour}33` })),
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => () => this.onZoom(null) },
        sync: {
          key: 'runs',
          scales: ['x', null],
          filters: { pub: (type) => ['mousemove', 'mouseleave'].includes(type) },
        },
      },
      hooks: {
        setCursor: [() => this.#read()],
        setSelect: [
          (plot) => {
            const { left, width: span } = plot.select;
            if (span < 4) return;
            const range = { min: plot.posToVal(left, 'x'), max: plot.posToVal(left + span, 'x') };
            plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
            this.onZoom(range);
          },
        ],
      },
    };
  }

  /** Moves and zooms by keyboard. */
  #press(event) {
    const plot = this.#plot;
    const [x] = plot.data;
    if (x.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const { min, max } = plot.scales.x;
    const [first, last] = [x.findIndex((value) => value >= min), x.findLastIndex((value) => value <= max)];
    const now = plot.cursor.left >= 0 ? (plot.cursor.idx ?? last) : last;
    const stride = event.shiftKey ? 10 : 1;
    const moves = { ArrowLeft: now - stride, ArrowRight: now + stride, Home: first, End: last };
    if (event.key in moves) {
      const to = Math.min(last, Math.max(first, moves[event.key]));
      plot.setCursor({ left: plot.valToPos(x[to], 'x'), top: HEIGHT / 3 });
    } else if (['+', '=', '-'].includes(event.key)) {
      const centre = plot.cursor.left >= 0 ? x[now] : (min + max) / 2;
      const factor = event.key === '-' ? 2 : 0.5;
      this.onZoom({ min: centre - (centre - min) * factor, max: centre + (max - centre) * factor });
    } else if (event.key === '0') {
      this.onZoom(null);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Says what is where the cursor stands; without one, what came last. */
  #read() {
    const plot = this.#plot;
    if (!plot) return;
    const [x] = plot.data;
    const isAt = plot.cursor.left >= 0 && plot.cursor.idx != null;
    const read = (values) => (isAt ? valueAt(values, plot.cursor.idx) : lastOf(values));
    const items = this.#lines.flatMap((line, column) => {
      if (line.role !== 'main') return [];
      const value = read(plot.data[column + 1]);
      const raw = this.#lines[column + 1]?.role === 'raw' ? read(plot.data[column + 2]) : null;
      const text = raw === null ? figure(value) : `${figure(value)} (${figure(raw)})`;
      return [element('li', {}, swatch(line.colour), ` ${this.#label(line)} `, element('b', {}, text))];
    });
    const { axis } = this.#options;
    const place = isAt ? `${AXES[axis]} ${positionText(x[plot.cursor.idx], axis)}` : 'last';
    this.readout.replaceChildren(element('li', {}, place), ...items);
  }

  #write() {
    this.#read();
    const { axis } = this.#options;
    const main = this.#lines.flatMap((line, column) => (line.role === 'main' ? [{ line, column }] : []));
    const ends = main.map(({ line, column }) => {
      return `${this.#label(line)} ${figure(lastOf(this.#plot.data[column + 1]))}`;
    });
    this.place.setAttribute('aria-label', `${titleOf(this.key)} over ${axis}s, last: ${ends.join(', ')}`);
    this.tableButton.setAttribute('aria-expanded', String(!this.table.hidden));
    if (this.table.hidden) return;
    const [x] = this.#plot.data;
    const every = Math.max(1, Math.ceil(x.length / MOST_ROWS));
    const rows = [...x.keys()].filter((row) => (x.length - 1 - row) % every === 0).reverse();
    const cell = (column, row) => {
      const isSmooth = this.#lines[column + 1]?.role === 'raw';
      return element('td', {}, figure(valueAt(this.#plot.data[column + (isSmooth ? 2 : 1)], row)));
    };
    const head = [AXES[axis], ...main.map(({ line }) => this.#label(line))];
    this.table.replaceChildren(
      element(
        'table',
        {},
        element('thead', {}, element('tr', {}, ...head.map((text) => element('th', { scope: 'col' }, text)))),
        element(
          'tbody',
          {},
          ...rows.map((row) =>
            element(
              'tr',
              {},
              element('th', { scope: 'row' }, positionText(x[row], axis)),
              ...main.map(({ column }) => cell(column, row)),
            ),
          ),
        ),
      ),
    );
  }

  /** A run's name, with the pass where a scalar is of both. */
  #label({ run, pass }) {
    const isBoth = new Set(this.#lines.map((line) => line.pass)).size > 1;
    return isBoth ? `${run.label} ${pass}` : run.label;
  }
}

function seriesOf({ colour, pass, role }) {
  if (role === 'raw') return { stroke: `${colour}55`, width: 1, points: { show: false } };
  if (role === 'edge') return { stroke: 'transparent', width: 0, points: { show: false } };
  if (pass === 'val')
    return { stroke: colour, width: 1.5, dash: [6, 4], points: { show: isSparse, size: 5, fill: colour } };
  return { stroke: colour, width: 2 };
}

/** Points that stand apart are drawn as such. */
function isSparse(plot, series, first, last) {
  let count = 0;
  for (let row = first; row <= last; row += 1) if (plot.data[series][row] != null) count += 1;
  return count < MOST_DOTS;
}

function positionText(value, axis) {
  if (value === null || value === undefined) return '';
  if (axis === 'time') return duration(value);
  return String(axis === 'iteration' ? Math.round(value) : Number(value.toFixed(2)));
}

function lastOf(values) {
  return values.findLast((value) => value != null) ?? null;
}

/** Runs have points at different places: a run's value is its latest up to there, as long as it goes on. */
function valueAt(values, index) {
  const before = values.findLastIndex((value, row) => row <= index && value != null);
  if (before === -1 || (before < index && values.findLastIndex((value) => value != null) < index)) return null;
  return values[before];
}

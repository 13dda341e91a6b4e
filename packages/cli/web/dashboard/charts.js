import { Chart } from './chart.js';
import { orderedKeys } from './chart-data.js';
import { at, element } from './dom.js';
import { titleOf } from './format.js';

/** All charts, and what decides how they are drawn. */
export class Charts {
  #charts = new Map();
  #zoom = null;
  #shown = [];

  constructor(state) {
    this.state = state;
    at('axis').value = state.get('axis');
    at('smoothing').value = state.get('smoothing');
    at('axis').addEventListener('change', ({ target }) => {
      this.#zoom = null;
      state.set('axis', target.value);
      this.draw();
    });
    at('smoothing').addEventListener('input', ({ target }) => {
      state.set('smoothing', target.value);
      this.draw();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  /** @param {{ run: object, series: object, colour: string }[]} shown the runs of which something is known */
  show(shown) {
    this.#shown = shown;
    this.draw();
  }

  draw() {
    at('smoothing-value').textContent = this.state.get('smoothing');
    if (at('charts').hidden) return;
    const runs = this.#shown.map(({ run }) => run);
    const keys = orderedKeys(runs);
    const hidden = new Set(this.state.list('hide') ?? []);
    this.#offer(keys, hidden);
    const wanted = keys.filter((key) => !hidden.has(encodeURIComponent(key)));
    for (const [key, chart] of this.#charts) {
      if (wanted.includes(key)) continue;
      chart.remove();
      this.#charts.delete(key);
    }
    const axis = this.state.get('axis');
    const options = {
      shown: this.#shown,
      axis,
      smoothing: Number(this.state.get('smoothing')),
      zoom: this.#zoom,
      theme: theme(),
    };
    for (const [index, key] of wanted.entries()) {
      if (!this.#charts.has(key)) this.#charts.set(key, new Chart(key, { onZoom: (range) => this.#zoomTo(range) }));
      const chart = this.#charts.get(key);
      // Moving an element takes its focus away.
      if (at('grid').children[index] !== chart.element)
        at('grid').insertBefore(chart.element, at('grid').children[index] ?? null);
      chart.draw(options);
    }
    at('charts-note').textContent = this.#note(runs, axis);
  }

  #zoomTo(range) {
    this.#zoom = range;
    this.draw();
  }

  #note(runs, axis) {
    if (runs.length === 0) return 'Choose a training run to see its curves.';
    const without = axis === 'epoch' ? runs.filter(({ iterationsPerEpoch }) => iterationsPerEpoch === null) : [];
    const untimed =
      axis === 'time' ? this.#shown.filter(({ series }) => series.train.times.every((time) => time === null)) : [];
    const names = [...without, ...untimed.map(({ run }) => run)].map(({ label }) => label);
    return names.length === 0
      ? ''
      : `The log of ${names.join(', ')} does not tell ${axis === 'epoch' ? 'epochs' : 'times'}; choose iterations.`;
  }

  /** Boxes for the scalars that there are. */
  #offer(keys, hidden) {
    const place = at('metric-choice');
    if (place.dataset.keys !== keys.join(' ')) {
      place.dataset.keys = keys.join(' ');
      place.replaceChildren(
        ...keys.map((key) => {
          const box = element('input', { type: 'checkbox', value: encodeURIComponent(key) });
          box.checked = !hidden.has(box.value);
          box.addEventListener('change', () => {
            const boxes = [...place.querySelectorAll('input')];
            this.state.set(
              'hide',
              boxes.filter(({ checked }) => !checked).map(({ value }) => value),
            );
            this.draw();
          });
          return element('label', {}, box, ` ${titleOf(key)}`);
        }),
      );
    }
    const count = keys.filter((key) => !hidden.has(encodeURIComponent(key))).length;
    at('metrics').firstElementChild.textContent = `Metrics (${count} of ${keys.length})`;
  }
}

/** What a canvas has to be told, because style sheets do not reach it. */
function theme() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  return { faint: read('--faint'), line: read('--track'), font: `12px ${style.fontFamily}` };
}

import { at, element, swatch } from './dom.js';
import { figure, moment } from './format.js';
import { PALETTE } from './palette.js';

/** Runs that are chosen as long as nobody has chosen. */
const FIRST = 4;

/** The list of runs: which there are, how they are doing, and which are chosen. */
export class RunList {
  #runs = new Map();
  #items = new Map();
  #colours = new Map();

  constructor(state, onChange) {
    this.state = state;
    this.onChange = onChange;
    at('filter').addEventListener('input', () => this.#arrange());
    at('choose-all').addEventListener('click', () =>
      this.#choose([...new Set([...this.chosenIds, ...this.#visible.map(({ id }) => id)])]),
    );
    at('choose-none').addEventListener('click', () => {
      const visible = new Set(this.#visible.map(({ id }) => id));
      this.#choose(this.chosenIds.filter((id) => !visible.has(id)));
    });
  }

  /** All runs anew, as the server lists them. */
  reset(runs) {
    this.#runs = new Map(runs.map((run) => [run.id, run]));
    this.#changed();
  }

  set(run) {
    this.#runs.set(run.id, run);
    this.#changed();
  }

  remove(id) {
    this.#runs.delete(id);
    this.#changed();
  }

  /** The newest first. */
  get all() {
    return [...this.#runs.values()].sort((a, b) => (b.started ?? b.updated) - (a.started ?? a.updated));
  }

  get chosenIds() {
    const ids = this.state.list('runs');
    if (ids !== undefined) return ids.filter((id) => this.#runs.has(id));
    const training = this.all.filter(({ kind, rows }) => kind === 'train' && rows.train > 0);
    return training.slice(0, FIRST).map(({ id }) => id);
  }

  get chosen() {
    const ids = new Set(this.chosenIds);
    return this.all.filter(({ id }) => ids.has(id));
  }

  colourOf(id) {
    return this.#colours.get(id);
  }

  get #visible() {
    const words = at('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
    return this.all.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  }

  #choose(ids) {
    this.state.set('runs', ids);
    this.#changed();
    this.onChange();
  }

  #changed() {
    const runs = this.all;
    const groups = Map.groupBy(runs, ({ name, kind }) => `${kind} ${name}`);
    for (const run of runs) run.label = labelOf(run, groups.get(`${run.kind} ${run.name}`).length === 1);
    const chosen = new Set(this.chosenIds);
    for (const id of this.#colours.keys()) if (!chosen.has(id)) this.#colours.delete(id);
    for (const id of chosen) {
      if (this.#colours.has(id)) continue;
      const used = [...this.#colours.values()];
      const uses = PALETTE.map((colour) => used.filter((one) => one === colour).length);
      this.#colours.set(id, PALETTE[uses.indexOf(Math.min(...uses))]);
    }
    this.#arrange();
  }

  #arrange() {
    const visible = this.#visible;
    const ids = new Set(visible.map(({ id }) => id));
    for (const [id, { item }] of this.#items) {
      if (!ids.has(id)) {
        item.remove();
        this.#items.delete(id);
      }
    }
    const chosen = new Set(this.chosenIds);
    for (const [index, run] of visible.entries()) {
      if (!this.#items.has(run.id)) this.#items.set(run.id, this.#item(run.id));
      const { item, box, name, status, facts, problems } = this.#items.get(run.id);
      box.checked = chosen.has(run.id);
      const colour = this.#colours.get(run.id);
      name.replaceChildren(...(colour === undefined ? [] : [swatch(colour), ' ']), run.label);
      status.textContent = run.status;
      status.dataset.status = run.status;
      facts.textContent = factsOf(run);
      problems.textContent = run.problems.join('\n');
      const list = at('runs');
      if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
    }
  }

  #item(id) {
    const box = element('input', { type: 'checkbox', value: id });
    const name = element('span', { class: 'name' });
    const status = element('span', { class: 'status' });
    const facts = element('span', { class: 'facts' });
    const problems = element('span', { class: 'problems' });
    box.addEventListener('change', () => {
      const ids = new Set(this.chosenIds);
      if (box.checked) ids.add(id);
      else ids.delete(id);
      this.#choose([...ids]);
    });
    const item = element('li', {}, element('label', {}, box, element('span', {}, name, status, facts, problems)));
    return { item, box, name, status, facts, problems };
  }
}

/** Runs of the same work dir are told apart by when they began. */
function labelOf({ name, kind, sessions }, isAlone) {
  const began = sessions[0].name.replace(/^\d{4}(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)$/, '$1-$2 $3:$4:$5');
  return [name, kind === 'test' ? 'test' : '', isAlone ? '' : began].filter(Boolean).join(' ');
}

function factsOf({ kind, started, epoch, maxEpochs, iteration, maxIterations, eta, status, metrics }) {
  const of = (done, all) => (all === null ? String(done) : `${done} of ${all}`);
  const parts = [moment(started)];
  if (kind === 'train' && iteration > 0)
    parts.push(epoch === null ? `iteration ${of(iteration, maxIterations)}` : `epoch ${of(epoch, maxEpochs)}`);
  if (status === 'running' && eta !== null) parts.push(`${eta} left`);
  const [first] = Object.entries(metrics);
  if (first) parts.push(`${kind === 'test' ? '' : 'best '}${first[0]} ${figure(first[1].best)}`);
  return parts.join(' · ');
}

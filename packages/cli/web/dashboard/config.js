import { ask, at, element, scrollable, setOptions } from './dom.js';

/** The config of a run, or how two of them differ. */
export class ConfigPanel {
  #shown = '';

  constructor() {
    for (const id of ['config-a', 'config-b']) at(id).addEventListener('change', () => this.#load());
  }

  show(all, chosen) {
    const options = all.map(({ id, label }) => ({ value: id, text: label }));
    setOptions(at('config-a'), options, chosen[0]?.id);
    setOptions(at('config-b'), [{ value: '', text: 'none' }, ...options], chosen[1]?.id ?? '');
    this.#load();
  }

  async #load() {
    const [a, b] = [at('config-a').value, at('config-b').value];
    const key = `${a} ${b}`;
    if (key === this.#shown || a === '') return;
    this.#shown = key;
    try {
      const content = await (b === '' ? text(a) : differences(a, b));
      if (this.#shown === key) at('config-out').replaceChildren(content);
    } catch (error) {
      if (this.#shown !== key) return;
      at('config-out').replaceChildren(element('p', { role: 'alert' }, error.message));
      // Asked again when the panel is next shown.
      this.#shown = '';
    }
  }
}

async function text(id) {
  const { text } = await ask(`api/runs/${id}/config`);
  return scrollable(element('pre', {}, text), 'The config');
}

async function differences(a, b) {
  const list = await ask(`api/config-diff?a=${a}&b=${b}`);
  if (list.length === 0) return element('p', { class: 'note' }, 'The two configs are the same.');
  const name = (id) => at(id).selectedOptions[0].textContent;
  const rows = list.map(({ path, kind, before, after }) =>
    element(
      'tr',
      { class: kind },
      element('th', { scope: 'row' }, element('code', {}, path)),
      element('td', {}, kind === 'added' ? 'not there' : element('code', { class: 'before' }, before)),
      element('td', {}, kind === 'removed' ? 'not there' : element('code', { class: 'after' }, after)),
    ),
  );
  const heads = ['key', name('config-a'), name('config-b')].map((text) => element('th', { scope: 'col' }, text));
  const table = element('table', {}, element('thead', {}, element('tr', {}, ...heads)), element('tbody', {}, ...rows));
  return scrollable(element('div', { class: 'table diff' }, table), 'Differences of the configs');
}

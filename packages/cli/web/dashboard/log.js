import { ask, at, element, scrollable, setOptions } from './dom.js';

/** Lines that stay on the page. */
const MOST_LINES = 5000;

/** The end of a run's log, which follows what is written. */
export class LogPanel {
  #lines = [];
  #shown = '';
  #to = 0;
  #isBusy = false;
  #isDue = false;

  constructor() {
    at('log-run').addEventListener('change', () => this.#update());
    at('log-session').addEventListener('change', () => this.#update());
    at('log-filter').addEventListener('input', () => this.#paint());
    at('log-follow').addEventListener('change', () => this.#follow());
    scrollable(at('log-text'), "The log's last lines");
    // Who scrolls up wants to read. Scrolling takes its time, and a line that is written meanwhile must not undo it.
    at('log-text').addEventListener('wheel', ({ deltaY }) => deltaY < 0 && this.#stay(), { passive: true });
    at('log-text').addEventListener(
      'keydown',
      ({ key }) => ['Home', 'PageUp', 'ArrowUp'].includes(key) && this.#stay(),
    );
    at('log-text').addEventListener('scroll', ({ target }) => {
      if (target.scrollHeight - target.scrollTop - target.clientHeight >= 24) this.#stay();
    });
  }

  show(all, chosen) {
    this.runs = all;
    const options = all.map(({ id, label }) => ({ value: id, text: label }));
    setOptions(at('log-run'), options, (chosen[0] ?? all[0])?.id);
    this.#update();
  }

  async #update() {
    const run = this.runs.find(({ id }) => id === at('log-run').value);
    if (run === undefined) return;
    const newest = run.sessions.at(-1).name;
    const before = at('log-session').dataset.run;
    if (before !== run.id) at('log-session').value = '';
    at('log-session').dataset.run = run.id;
    setOptions(
      at('log-session'),
      run.sessions.map(({ name }) => ({ value: name, text: name })),
      newest,
    );
    at('log-session-label').hidden = run.sessions.length < 2;
    if (this.#isBusy) {
      this.#isDue = true;
      return;
    }
    this.#isBusy = true;
    await this.#fetch(run.id, at('log-session').value);
    this.#isBusy = false;
    if (this.#isDue) {
      this.#isDue = false;
      this.#update();
    }
  }

  async #fetch(id, session) {
    const key = `${id} ${session}`;
    const isAnew = key !== this.#shown;
    try {
      const query = new URLSearchParams({ session, from: isAnew ? 0 : this.#to });
      const { text, from, to } = await ask(`api/runs/${id}/log?${query}`);
      if (isAnew || from !== this.#to) this.#lines = [];
      const isWhole = this.#lines.length > 0 || from === 0;
      if (text !== '') this.#lines.push(...text.replace(/\n$/, '').split('\n'));
      this.#lines = this.#lines.slice(-MOST_LINES);
      [this.#shown, this.#to] = [key, to];
      if (isAnew) at('log-note').textContent = isWhole ? '' : 'The end of the log; what is older is in its file.';
      if (isAnew) at('log-follow').checked = true;
      if (isAnew || text !== '') this.#paint();
    } catch (error) {
      this.#shown = '';
      this.#lines = [];
      at('log-note').textContent = error.message;
      this.#paint();
    }
  }

  #paint() {
    const wanted = at('log-filter').value.toLowerCase();
    const lines = wanted === '' ? this.#lines : this.#lines.filter((line) => line.toLowerCase().includes(wanted));
    const top = at('log-text').scrollTop;
    at('log-text').replaceChildren(
      ...lines.map((line) => {
        const level = / - (WARNING|ERROR|CRITICAL) - /.exec(line)?.[1].toLowerCase();
        return level === undefined ? `${line}\n` : element('span', { class: level }, `${line}\n`);
      }),
    );
    at('log-text').scrollTop = top;
    this.#follow();
  }

  #stay() {
    at('log-follow').checked = false;
  }

  #follow() {
    if (at('log-follow').checked) at('log-text').scrollTop = at('log-text').scrollHeight;
  }
}

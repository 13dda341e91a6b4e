/** Tabs as the WAI-ARIA practices describe them: one of them is in the order of the Tab key, arrows go to the others. */
export class Tabs {
  constructor(state, onShow) {
    this.tabs = [...document.querySelectorAll('[role=tab]')];
    this.state = state;
    this.onShow = onShow;
    for (const [index, tab] of this.tabs.entries()) {
      tab.addEventListener('click', () => this.#choose(tab));
      tab.addEventListener('keydown', ({ key }) => {
        const count = this.tabs.length;
        const to = { ArrowRight: index + 1, ArrowLeft: index - 1 + count, Home: 0, End: count - 1 }[key];
        if (to === undefined) return;
        this.tabs[to % count].focus();
        this.#choose(this.tabs[to % count]);
      });
    }
    this.#paint();
  }

  get current() {
    const name = this.state.get('tab');
    return this.tabs.some((tab) => panelOf(tab).id === name) ? name : 'charts';
  }

  #choose(tab) {
    this.state.set('tab', panelOf(tab).id);
    this.#paint();
    this.onShow();
  }

  #paint() {
    for (const tab of this.tabs) {
      const isCurrent = panelOf(tab).id === this.current;
      tab.setAttribute('aria-selected', String(isCurrent));
      tab.tabIndex = isCurrent ? 0 : -1;
      panelOf(tab).hidden = !isCurrent;
    }
  }
}

function panelOf(tab) {
  return document.getElementById(tab.getAttribute('aria-controls'));
}

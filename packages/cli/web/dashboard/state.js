const DEFAULTS = { tab: 'charts', axis: 'iteration', smoothing: '0.6' };

/** What is chosen on the page, kept in the address so that it can be shared and survives reloading. */
export class State {
  constructor() {
    this.read = new URLSearchParams(location.hash.slice(1));
  }

  get(key) {
    return this.read.get(key) ?? DEFAULTS[key] ?? '';
  }

  /** A list; undefined where nothing was ever chosen. */
  list(key) {
    const text = this.read.get(key);
    return text === null ? undefined : text.split(' ').filter(Boolean);
  }

  set(key, value) {
    if (value === DEFAULTS[key]) this.read.delete(key);
    else this.read.set(key, Array.isArray(value) ? value.join(' ') : value);
    history.replaceState(null, '', `#${this.read}`);
  }
}

import { Refusal } from './refusal.js';

// A large real config takes some ten thousand steps and items. The limits leave room for a hundred times that, and end what is
// meant to hang or to fill the memory within a fraction of a second.
const MAX_STEPS = 2_000_000;
const MAX_ITEMS = 1_000_000;
const MAX_CHARS = 4_000_000;
const MAX_DEPTH = 150;

/** What one `.py` config may use up. Everything that repeats, grows or nests asks here first. */
export class Budget {
  #steps = MAX_STEPS;
  #items = MAX_ITEMS;
  #chars = MAX_CHARS;
  #depth = 0;

  /** Before each small piece of work. */
  step(count = 1): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new Refusal(`this takes more than ${MAX_STEPS.toLocaleString('en')} steps`);
  }

  /** Before making containers that hold `count` items in all. */
  items(count: number): void {
    this.#items -= count;
    if (!(this.#items >= 0)) {
      throw new Refusal(`lists and mappings of more than ${MAX_ITEMS.toLocaleString('en')} items in all are refused`);
    }
  }

  /** Before making text of `count` characters. */
  chars(count: number): void {
    this.#chars -= count;
    if (!(this.#chars >= 0)) {
      throw new Refusal(`strings of more than ${MAX_CHARS.toLocaleString('en')} characters in all are refused`);
    }
  }

  /** Runs something one level deeper. */
  nested<T>(work: () => T): T {
    if (this.#depth >= MAX_DEPTH) throw new Refusal(`nested deeper than ${MAX_DEPTH} levels`);
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }
}

/** How long items are collected before they are sent together, in milliseconds. */
const PAUSE_MS = 2000;

/**
 * Sends items in the background, several at a time and in their order, so that a run does not wait for a network. When sending has
 * failed, the next `add` or `close` throws why.
 */
export class Outbox<T> {
  #waiting: T[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #failure: { error: unknown } | undefined;

  constructor(private readonly send: (items: readonly T[]) => Promise<void>) {}

  add(item: T): void {
    this.#throwFailure();
    this.#waiting.push(item);
    this.#timer ??= setTimeout(() => this.#flush(), PAUSE_MS).unref();
  }

  /** Sends what is left and waits until it is there. */
  async close(): Promise<void> {
    this.#flush();
    await this.#sending;
    this.#throwFailure();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const items = this.#waiting;
    this.#waiting = [];
    if (items.length === 0) return;
    this.#sending = this.#sending.then(async () => {
      if (this.#failure !== undefined) return;
      try {
        await this.send(items);
      } catch (error) {
        this.#failure = { error };
      }
    });
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** Passes things from one who makes them to one who takes them, a few of which may wait. */
export class Handover<T> {
  readonly #waiting: T[] = [];
  #ended = false;
  #failure: { error: unknown } | undefined;
  #changed = Promise.withResolvers<void>();
  #dropped = 0;

  /**
   * @param room how many may wait
   * @param whenFull the maker waits, or the oldest that waits is dropped
   */
  constructor(
    private readonly room: number,
    private readonly whenFull: 'wait' | 'drop-oldest',
  ) {}

  /** How many were dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  async put(item: T): Promise<void> {
    if (this.whenFull === 'wait') while (this.#waiting.length >= this.room) await this.#changed.promise;
    else if (this.#waiting.length >= this.room) {
      this.#waiting.shift();
      this.#dropped++;
    }
    this.#waiting.push(item);
    this.#tell();
  }

  /** No more will come; an error reaches the taker after what waits. */
  end(failure?: { error: unknown }): void {
    this.#ended = true;
    this.#failure = failure;
    this.#tell();
  }

  /** The oldest that waits, as soon as there is one; undefined where none will come. @throws what `end` was given */
  async take(): Promise<T | undefined> {
    for (;;) {
      const item = this.#waiting.shift();
      if (item !== undefined) {
        this.#tell();
        return item;
      }
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#ended) return undefined;
      await this.#changed.promise;
    }
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

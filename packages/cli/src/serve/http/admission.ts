/**
 * How many requests are in the house, from their first byte to the last of the answer. Whoever is turned away is told when to come back,
 * before anything of the upload has been read.
 */
export class Admission {
  #inside = 0;
  /** Seconds between answers, a running mean. */
  #pace = 1;

  constructor(readonly capacity: number) {}

  get inside(): number {
    return this.#inside;
  }

  /** @returns what to call when the request is over; undefined where there is no room */
  enter(): (() => void) | undefined {
    if (this.#inside >= this.capacity) return undefined;
    this.#inside += 1;
    let isInside = true;
    return () => {
      if (isInside) this.#inside -= 1;
      isInside = false;
    };
  }

  /** Tells how long a video took, in seconds. */
  note(seconds: number): void {
    this.#pace += 0.2 * (seconds - this.#pace);
  }

  /** When half of those inside will probably have been answered, in whole seconds. */
  get retryAfter(): number {
    return Math.max(1, Math.ceil((this.#inside * this.#pace) / 2));
  }
}

/** Seconds by which a clock of ours may differ from that of a source in a second: ten times what quartz does. */
const DRIFT = 1e-4;

/** A change of the delay by more than this, in seconds, is a source that has set its clock anew. */
const JUMP = 10;

/**
 * How far what comes from a live source lies behind what it could be, from nothing but the times at which it arrives: the delay of the
 * quickest picture so far counts as none.
 */
export class LagGauge {
  #least = Number.POSITIVE_INFINITY;
  #last: { delay: number; now: number } | undefined;

  /**
   * @param time of the picture by the source's clock, in seconds
   * @param now by ours, in seconds
   * @returns seconds
   */
  measure(time: number, now: number): number {
    const delay = now - time;
    const hasJumped = this.#last !== undefined && Math.abs(delay - this.#last.delay) > JUMP;
    const least = hasJumped ? delay : this.#least + (now - (this.#last?.now ?? now)) * DRIFT;
    this.#least = Math.min(least, delay);
    this.#last = { delay, now };
    return delay - this.#least;
  }

  /** What came last had no lag, whatever came before. */
  forget(): void {
    if (this.#last !== undefined) this.#least = this.#last.delay;
  }
}

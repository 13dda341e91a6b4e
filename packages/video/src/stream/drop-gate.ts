import { LagGauge } from './lag-gauge.js';

/** A packet as it arrives. */
export interface Arrival {
  /** By the source's clock, in seconds. */
  readonly time: number;
  /** By ours, in seconds. */
  readonly now: number;
  readonly isKey: boolean;
}

/** How long dropping is given to show that it helps, in seconds. */
const TRIAL = 1;

/** Who drops what has piled up gets through it at least so much faster than it was made. */
const SPEEDUP = 1.5;

/**
 * Decides which packets of a live source are too late to be decoded. Everything up to a key frame goes with them, because frames after a
 * gap refer to those within it. What stays late although nothing is decoded has not piled up here: the source has paused, and this is its
 * newest.
 */
export class DropGate {
  readonly #gauge = new LagGauge();
  #trial: Arrival | undefined;

  /** @param maxLag in seconds */
  constructor(private readonly maxLag: number) {}

  /** Whether a packet is to be dropped. Packets are shown in the order in which they arrive. */
  drops(arrival: Arrival): boolean {
    const lag = this.#gauge.measure(arrival.time, arrival.now);
    if (this.#trial === undefined) {
      if (lag > this.maxLag) this.#trial = arrival;
      return lag > this.maxLag;
    }
    if (arrival.isKey && lag < this.maxLag / 2) {
      this.#trial = undefined;
      return false;
    }
    const { time, now } = this.#trial;
    if (arrival.now - now >= TRIAL) {
      if (arrival.time - time < SPEEDUP * (arrival.now - now)) this.#gauge.forget();
      this.#trial = arrival;
    }
    return true;
  }
}

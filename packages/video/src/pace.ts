import { setImmediate as nextTurn } from 'node:timers/promises';

const SLICE_MS = 12;

/**
 * Lets the event loop breathe between the synchronous FFmpeg calls of one long job: `await pace.breathe()` returns at once
 * until a slice of time is used up, then waits one turn of the loop.
 */
export class Pace {
  #sliceStart = performance.now();

  async breathe(): Promise<void> {
    if (performance.now() - this.#sliceStart < SLICE_MS) return;
    await nextTurn();
    this.#sliceStart = performance.now();
  }
}

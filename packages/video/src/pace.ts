import { setImmediate as nextTurn } from 'node:timers/promises';

const SLICE_MS = 12;
let sliceStart = performance.now();

/**
 * Lets this thread's event loop turn between synchronous FFmpeg calls: returns at once until a slice of time is used up,
 * by whichever jobs, then waits one turn of the loop. Without it, a thread that reads clip after clip would never see a
 * message, a timer or a signal.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - sliceStart < SLICE_MS) return;
  await nextTurn();
  sliceStart = performance.now();
}

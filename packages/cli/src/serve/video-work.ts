import type { Analysis } from './analyser.js';

/** What the server has done with uploads, wherever that happens. */
export interface VideoWork {
  /**
   * @param topK how many classes to name
   * @param signal aborted where nobody waits for the answer any more
   */
  analyse(file: string, topK: number, signal: AbortSignal): Promise<Analysis>;
}

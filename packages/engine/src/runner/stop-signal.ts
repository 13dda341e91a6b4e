import { EngineError } from '../errors.js';

/** Carries a request to end a run to the next point where nothing is half done. */
export class StopSignal {
  private reason: string | undefined;

  request(reason: string): void {
    this.reason ??= reason;
  }

  /** @throws EngineError `MMA_RUN_INTERRUPTED` once a stop has been requested. */
  check(): void {
    if (this.reason === undefined) return;
    throw new EngineError('MMA_RUN_INTERRUPTED', `the run was stopped: ${this.reason}`, {
      hint: 'go on from the last checkpoint with resume (mma train CONFIG --resume)',
    });
  }

  /** Forgets a request, for the next run. */
  clear(): void {
    this.reason = undefined;
  }
}

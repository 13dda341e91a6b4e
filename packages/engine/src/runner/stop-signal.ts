import { EngineError } from '../errors.js';

/** A checkpoint that a run has written, and how many iterations are in it. */
export interface SavedAt {
  path: string;
  iter: number;
}

/** Carries a request to end a run to the next point where nothing is half done. */
export class StopSignal {
  private reason: string | undefined;

  request(reason: string): void {
    this.reason ??= reason;
  }

  /** @throws EngineError `MMA_RUN_INTERRUPTED` once a stop has been requested. */
  check(): void {
    if (this.reason === undefined) return;
    throw new EngineError('MMA_RUN_INTERRUPTED', `the run was stopped: ${this.reason}`, { hint: 'start it again' });
  }

  /** Forgets a request, for the next run. */
  clear(): void {
    this.reason = undefined;
  }
}

export function isInterruption(error: unknown): error is EngineError {
  return error instanceof EngineError && error.code === 'MMA_RUN_INTERRUPTED';
}

/** The end of a stopped training run: says where its state is. */
export function trainingInterrupted(stopped: EngineError, saved: SavedAt | undefined): EngineError {
  const where = saved && `; all of its ${saved.iter} iterations are in ${saved.path}`;
  return new EngineError('MMA_RUN_INTERRUPTED', `${stopped.message}${where ?? '; it had made no new checkpoint'}`, {
    hint: where
      ? 'go on from there, in mid-epoch too, with resume (mma train CONFIG --resume)'
      : 'go on from the last checkpoint, where there is one, with resume (mma train CONFIG --resume)',
    cause: stopped,
  });
}

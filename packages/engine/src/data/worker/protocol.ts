import type { Item } from '../../structures/batch.js';
import type { Wanted } from '../broken/substitute.js';
import type { SampleCost } from '../costs/thread-costs.js';
import type { DatasetSource } from '../open-dataset.js';
import type { PlainError } from '../sample-error.js';

/** What a worker thread is started with. */
export interface WorkerSetup extends DatasetSource {
  seed: number;
  /** Seconds a sample may take; 0 for any. */
  timeout: number;
  /** What a worker's JavaScript objects may take, in MB; pixels come on top. Node's default unless given. */
  heapMb?: number | undefined;
}

/** Memory that a worker and the main thread share, so that each sees the other's state at any moment. */
export type SharedFlags = Int32Array<SharedArrayBuffer>;

/** Length of the flags. */
export const NUM_FLAGS = 4;
/** Index in the flags of the job that the worker has in hand, or NO_JOB. */
export const CURRENT_JOB = 0;
/** Index in the flags of the first job that is still wanted; earlier ones are skipped. */
export const FIRST_WANTED = 1;
/** Index in the flags of the second in which the job in hand was begun. */
export const BEGUN_AT = 2;
/** Index in the flags of whether the thread ended because its job took too long. */
export const IS_OVERDUE = 3;
export const NO_JOB = -1;

/** The present second, by a clock that all threads share and that nobody sets. */
export function presentSecond(): number {
  return process.hrtime()[0];
}

export interface WorkerData {
  setup: WorkerSetup;
  flags: SharedFlags;
}

/** To the worker. It does jobs one after the other; `close` lets the one in hand finish. */
export type WorkerRequest = MakeRequest | { type: 'close' };

export interface MakeRequest extends Wanted {
  type: 'make';
  id: number;
}

/** From the worker. `failed`: it could not start, and ends. */
export type WorkerReply =
  | { type: 'made'; id: number; item: Item; cost: SampleCost }
  | { type: 'error'; id: number; error: PlainError }
  | { type: 'failed'; error: PlainError };

import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Item } from '../../structures/batch.js';
import type { Wanted } from '../broken/substitute.js';
import type { SampleCost } from '../costs/thread-costs.js';
import { fromPlainError } from '../sample-error.js';
import {
  BEGUN_AT,
  CURRENT_JOB,
  FIRST_WANTED,
  IS_OVERDUE,
  NO_JOB,
  NUM_FLAGS,
  presentSecond,
  type SharedFlags,
  type WorkerData,
  type WorkerReply,
  type WorkerRequest,
  type WorkerSetup,
} from './protocol.js';

/** One sample to make. */
export interface Job {
  readonly id: number;
  readonly wanted: Wanted;
  /** How many workers have died with this job in hand. */
  deaths: number;
  resolve(item: Item): void;
  reject(error: Error): void;
}

export interface WorkerEvents {
  /** The thread ended though nobody asked it to; its unfinished jobs are for others. */
  died(worker: WorkerHandle, cause: Error | undefined): void;
  /** A sample was made. */
  made(cost: SampleCost): void;
  /** The thread could not start: others of this setup would not either. */
  failed(error: Error): void;
}

// What a sample leaves behind is small (its pixels lie elsewhere); V8 would let it pile up to a hundred megabytes a thread.
const YOUNG_MB = 24;

// Found by the package's own name, so that it is the built file wherever this source runs.
const ENTRY = createRequire(import.meta.url).resolve('@mma/engine/data-worker');

/** The main thread's end of one worker: its queue of jobs, and its life. */
export class WorkerHandle {
  /** Jobs given to the worker and not answered, oldest first. */
  readonly jobs = new Map<number, Job>();
  readonly #worker: Worker;
  readonly #flags: SharedFlags = new Int32Array(new SharedArrayBuffer(4 * NUM_FLAGS)).fill(
    NO_JOB,
    CURRENT_JOB,
    CURRENT_JOB + 1,
  );
  readonly #exited: Promise<void>;
  readonly #watchdog: NodeJS.Timeout | undefined;
  #error: Error | undefined;
  #hasAnswered = false;
  #isClosing = false;

  constructor(setup: WorkerSetup, events: WorkerEvents) {
    this.#worker = new Worker(ENTRY, {
      workerData: { setup, flags: this.#flags } satisfies WorkerData,
      // The program's own flags are not the worker's: `--input-type`, for one, would keep it from starting.
      execArgv: [],
      resourceLimits: {
        maxYoungGenerationSizeMb: YOUNG_MB,
        ...(setup.heapMb === undefined ? {} : { maxOldGenerationSizeMb: setup.heapMb }),
      },
    });
    this.#worker.on('message', (reply: WorkerReply) => {
      if (reply.type === 'made') events.made(reply.cost);
      if (reply.type !== 'failed') return this.#answer(reply);
      this.#isClosing = true;
      void this.#worker.terminate();
      events.failed(fromPlainError(reply.error));
    });
    this.#worker.on('error', (error: unknown) => {
      this.#error = error instanceof Error ? error : new Error(String(error));
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        clearInterval(this.#watchdog);
        if (!this.#isClosing) events.died(this, this.#error);
        resolve();
      });
    });
    this.#worker.unref();
    if (setup.timeout > 0)
      this.#watchdog = setInterval(() => this.#endIfStuck(setup.timeout), setup.timeout * 500).unref();
  }

  give(job: Job): void {
    this.jobs.set(job.id, job);
    // An idle worker must not keep the program from ending, a busy one must.
    this.#worker.ref();
    this.#post({ type: 'make', id: job.id, ...job.wanted });
  }

  /** Forgets all jobs; the worker skips those it has not begun. */
  forgetJobsBefore(id: number): void {
    Atomics.store(this.#flags, FIRST_WANTED, id);
    this.jobs.clear();
    this.#worker.unref();
  }

  /** Whether the thread got as far as making samples. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** The job that was in hand when the thread died. */
  fatalJob(): Job | undefined {
    return this.jobs.get(Atomics.load(this.#flags, CURRENT_JOB));
  }

  /** Whether the thread ended because the job in hand took too long. */
  get isOverdue(): boolean {
    return Atomics.load(this.#flags, IS_OVERDUE) === 1;
  }

  /** Ends the thread once the job in hand is done. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#worker.ref();
    this.#post({ type: 'close' });
    await this.#exited;
  }

  #answer(reply: Exclude<WorkerReply, { type: 'failed' }>): void {
    this.#hasAnswered = true;
    const job = this.jobs.get(reply.id);
    this.jobs.delete(reply.id);
    if (this.jobs.size === 0 && !this.#isClosing) this.#worker.unref();
    if (reply.type === 'made') job?.resolve(reply.item);
    else job?.reject(fromPlainError(reply.error));
  }

  /**
   * A thread ends itself when its time is up; one whose event loop does not turn any more cannot. Ending it from outside may take
   * the process along where it sits in a native call, but waiting for it would be for ever.
   */
  #endIfStuck(timeout: number): void {
    const isBusy = Atomics.load(this.#flags, CURRENT_JOB) !== NO_JOB;
    if (!isBusy || presentSecond() - Atomics.load(this.#flags, BEGUN_AT) <= 2 * timeout + 1) return;
    Atomics.store(this.#flags, IS_OVERDUE, 1);
    void this.#worker.terminate();
  }

  #post(request: WorkerRequest): void {
    this.#worker.postMessage(request);
  }
}

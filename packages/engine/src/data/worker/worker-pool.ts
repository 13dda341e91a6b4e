import { availableParallelism } from 'node:os';
import { EngineError, isUserError } from '../../errors.js';
import type { Item } from '../../structures/batch.js';
import type { Wanted } from '../broken/substitute.js';
import type { SampleCost } from '../costs/thread-costs.js';
import { SampleError } from '../sample-error.js';
import type { WorkerSetup } from './protocol.js';
import { type Job, WorkerHandle } from './worker-handle.js';

export interface WorkerPoolOptions {
  /** How messages call a sample. */
  describe: (index: number) => string;
  /** Told what each sample took. */
  onCost: (cost: SampleCost) => void;
}

/**
 * Threads that make samples. A job goes to the worker with the fewest at once, so that workers have something to do while
 * the main thread is busy with a step. A worker that dies is replaced; the sample it died of is tried once more.
 *
 * At first there are no more workers than processors: to start is work, too, and the first batch would wait for all of it. `grow`
 * adds those that are left.
 */
export class WorkerPool {
  readonly #setup: WorkerSetup;
  readonly #options: WorkerPoolOptions;
  readonly #size: number;
  #workers: WorkerHandle[];
  #nextId = 0;
  #failure: Error | undefined;

  constructor(setup: WorkerSetup, size: number, options: WorkerPoolOptions) {
    this.#setup = setup;
    this.#options = options;
    this.#size = size;
    this.#workers = Array.from({ length: Math.min(size, availableParallelism()) }, () => this.#start());
  }

  /** Starts one more worker, unless all are there or one is starting. */
  grow(): void {
    if (this.#workers.length < this.#size && this.#workers.every(({ hasAnswered }) => hasAnswered)) {
      this.#workers.push(this.#start());
    }
  }

  /** @throws (rejects) SampleError naming the sample, or why no worker could start */
  make(wanted: Wanted): Promise<Item> {
    return new Promise((resolve, reject) => {
      this.#assign({ id: this.#nextId++, wanted, deaths: 0, resolve, reject });
    });
  }

  /** Gives up all jobs that are not done; their promises stay unsettled. */
  cancel(): void {
    for (const worker of this.#workers) worker.forgetJobsBefore(this.#nextId);
  }

  /** Ends all threads, each after the job it has in hand. */
  async close(): Promise<void> {
    this.cancel();
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  #start(): WorkerHandle {
    return new WorkerHandle(this.#setup, {
      died: (worker, cause) => this.#replace(worker, cause),
      made: this.#options.onCost,
      failed: (error) => this.#fail(error),
    });
  }

  #assign(job: Job): void {
    if (this.#failure === undefined) this.#idlest().give(job);
    else job.reject(this.#failure);
  }

  #idlest(): WorkerHandle {
    return this.#workers.reduce((best, worker) => (worker.jobs.size < best.jobs.size ? worker : best));
  }

  #replace(dead: WorkerHandle, cause: Error | undefined): void {
    const fatal = dead.fatalJob();
    if (fatal === undefined && !dead.hasAnswered) {
      this.#fail(cause ?? new Error('it ended before it had begun'));
      return;
    }
    if (fatal !== undefined) fatal.deaths++;
    this.#workers = this.#workers.map((worker) => (worker === dead ? this.#start() : worker));
    for (const job of dead.jobs.values()) {
      if (job.deaths > 1) job.reject(dead.isOverdue ? this.#overdue(job) : this.#diedTwice(job, cause));
      else this.#assign(job);
    }
  }

  #overdue({ wanted: { index } }: Job): SampleError {
    const message = `${this.#options.describe(index)}: not made within ${this.#setup.timeout} s, twice; its worker threads were ended`;
    return new SampleError('MMA_DATA_TIMEOUT', message, index, {
      hint: 'the file may be very large or damaged; `timeout` of the dataloader sets the seconds (0: no limit)',
    });
  }

  #diedTwice({ wanted: { index } }: Job, cause: Error | undefined): SampleError {
    const reason = cause === undefined ? 'it exited' : cause.message;
    return new SampleError(
      'MMA_DATA_WORKER_DIED',
      `${this.#options.describe(index)}: the worker thread making it died twice (${reason})`,
      index,
      { hint: 'with `num_workers: 0` the sample is made in the main thread, where the cause shows', cause },
    );
  }

  #fail(cause: Error): void {
    this.#failure = new EngineError('MMA_DATA_WORKER_START', `a data worker could not start: ${cause.message}`, {
      hint:
        (isUserError(cause) && cause.hint) || 'workers know only what the modules named in `custom_imports` register',
      cause,
    });
    for (const worker of this.#workers) {
      for (const job of worker.jobs.values()) job.reject(this.#failure);
      worker.jobs.clear();
    }
  }
}

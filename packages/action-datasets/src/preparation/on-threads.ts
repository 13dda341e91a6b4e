import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type * as tasks from './video-tasks.js';

// Found by the package's own name, so that it is the built file wherever this source runs.
const ENTRY = createRequire(import.meta.url).resolve('@mma/action-datasets/video-tasks');

export type VideoTask = keyof typeof tasks;
type Job<T extends VideoTask> = Parameters<(typeof tasks)[T]>[0];
type Result<T extends VideoTask> = Awaited<ReturnType<(typeof tasks)[T]>>;

export interface ThreadOptions {
  /** Threads; as many as the machine has cores, at most 8, by default. */
  workers?: number | undefined;
  /** Called after each job. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Does one task for many videos, on threads.
 *
 * @returns the results in the order of the jobs
 */
export async function onThreads<T extends VideoTask>(
  task: T,
  jobs: readonly Job<T>[],
  { workers = Math.min(availableParallelism(), 8), onProgress }: ThreadOptions = {},
): Promise<Result<T>[]> {
  const { Piscina } = await import('piscina');
  const pool = new Piscina({ filename: ENTRY, minThreads: 1, maxThreads: Math.max(1, workers) });
  try {
    let done = 0;
    return await Promise.all(
      jobs.map(async (job) => {
        const result: Result<T> = await pool.run(job, { name: task });
        onProgress?.(++done, jobs.length);
        return result;
      }),
    );
  } finally {
    // After a failure what waits is dropped; what a thread is at is waited for, since decoding must not be cut off.
    await pool.close({ force: true });
  }
}

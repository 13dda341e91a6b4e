import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { DrawWorkerData } from './draw-worker.js';
import type { ClipPlan } from './plan.js';
import { writeClip } from './write-clip.js';

// Found by the package's own name, so that it is the built file wherever this source runs.
const ENTRY = createRequire(import.meta.url).resolve('@mma/action-datasets/draw-worker');

/**
 * Draws clips into a folder on `workers` threads, or on this one when that is 0. Which thread draws a clip changes nothing
 * in it. When one fails the others end their clip in hand, and the first error is thrown.
 */
export async function drawClips(
  folder: string,
  clips: readonly ClipPlan[],
  options: { workers: number; onDrawn(): void },
): Promise<void> {
  if (options.workers === 0) {
    for (const clip of clips) {
      await writeClip(folder, clip);
      options.onDrawn();
    }
    return;
  }
  const next = new Int32Array(new SharedArrayBuffer(4));
  const threads = Array.from({ length: Math.min(options.workers, clips.length) }, () =>
    runThread({ folder, clips, next }, options.onDrawn).catch((error: unknown) => {
      Atomics.store(next, 0, clips.length);
      throw error;
    }),
  );
  const ends = await Promise.allSettled(threads);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

function runThread(data: DrawWorkerData, onDrawn: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(ENTRY, { workerData: data });
    worker.on('message', onDrawn);
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
}

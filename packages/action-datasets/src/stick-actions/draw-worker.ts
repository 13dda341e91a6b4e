import { parentPort, workerData } from 'node:worker_threads';
import type { ClipPlan } from './plan.js';
import { writeClip } from './write-clip.js';

/** What `drawClips` hands to each of its threads. */
export interface DrawWorkerData {
  folder: string;
  clips: readonly ClipPlan[];
  /** One shared counter: the next clip that nobody draws yet. */
  next: Int32Array<SharedArrayBuffer>;
}

const { folder, clips, next } = workerData as DrawWorkerData;
for (let i = Atomics.add(next, 0, 1); i < clips.length; i = Atomics.add(next, 0, 1)) {
  await writeClip(folder, clips[i]!);
  parentPort!.postMessage(i);
}

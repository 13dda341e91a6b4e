import { parentPort, workerData } from 'node:worker_threads';
import type { BaseDataset } from '../base-dataset.js';
import { timeSample } from '../costs/thread-costs.js';
import { makeSample } from '../make-sample.js';
import { openDataset } from '../open-dataset.js';
import { SampleError, toPlainError } from '../sample-error.js';
import {
  BEGUN_AT,
  CURRENT_JOB,
  FIRST_WANTED,
  IS_OVERDUE,
  type MakeRequest,
  NO_JOB,
  presentSecond,
  type WorkerData,
  type WorkerReply,
  type WorkerRequest,
} from './protocol.js';
import { transferable } from './transferable.js';

const { setup, flags } = workerData as WorkerData;
const port = parentPort!;

// Requests wait in the port until something listens.
openDataset(setup).then(serve, (error: unknown) => reply({ type: 'failed', error: toPlainError(error) }));

function serve(dataset: BaseDataset): void {
  let lastJob: Promise<void> = Promise.resolve();
  port.on('message', (request: WorkerRequest) => {
    // In a worker, exit ends the thread alone; by then the job in hand is done, so no native call is cut off.
    lastJob = lastJob.then(() => (request.type === 'make' ? make(dataset, request) : process.exit()));
  });
}

async function make(dataset: BaseDataset, { id, epoch, index, insteadOf }: MakeRequest): Promise<void> {
  if (id < Atomics.load(flags, FIRST_WANTED)) return;
  Atomics.store(flags, BEGUN_AT, presentSecond());
  Atomics.store(flags, CURRENT_JOB, id);
  const guard = setup.timeout > 0 ? setTimeout(endOverdue, setup.timeout * 1000) : undefined;
  try {
    const { made, cost } = await timeSample(() => makeSample(dataset, { seed: setup.seed, epoch, index, insteadOf }));
    const { item, buffers } = transferable(made);
    reply({ type: 'made', id, item, cost }, buffers);
  } catch (error) {
    const named = error instanceof SampleError ? error : SampleError.of(error, index, dataset.describe(index));
    reply({ type: 'error', id, error: toPlainError(named) });
  }
  clearTimeout(guard);
  Atomics.store(flags, CURRENT_JOB, NO_JOB);
}

/** A timer fires between two calls, never in the middle of a native one, so that the thread can end itself here. */
function endOverdue(): void {
  Atomics.store(flags, IS_OVERDUE, 1);
  process.exit();
}

function reply(message: WorkerReply, buffers: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, buffers);
}

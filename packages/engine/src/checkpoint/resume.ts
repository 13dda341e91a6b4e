import type { Progress } from '../hooks/hook-context.js';
import type { MessageHub } from '../logging/message-hub.js';
import type { BaseOptimWrapper } from '../optim/base-optim-wrapper.js';
import { loadSchedules, type Schedules } from '../schedulers/schedules.js';
import { loadMessageHub } from './message-hub-state.js';
import type { LoadedCheckpoint } from './open-checkpoint.js';
import { resumeMeta, type SavedMeta } from './resume-meta.js';

/** What resuming brings back, beside the weights. */
export interface ResumeTarget {
  optimWrapper: BaseOptimWrapper;
  paramSchedulers: Schedules;
  messageHub: MessageHub;
  progress: Progress;
  /** Whether the run's place is an epoch and a batch within it, rather than an iteration alone. */
  countsEpochs: boolean;
}

/**
 * Brings a training run back to where a checkpoint was taken. Weights are loaded apart, by `loadWeights`.
 *
 * @returns warnings: what the file does not bring back, so that the run will not be quite the one that was interrupted
 * @throws EngineError `MMA_RESUME_META` when the file does not say how far it had come, `MMA_RESUME_SCHEDULERS` when it is
 * of a run with other schedules, `MMA_OPTIMIZER_STATE` when it is of other parameters
 */
export function resumeFrom(checkpoint: LoadedCheckpoint, target: ResumeTarget, file: string): string[] {
  const meta = resumeMeta(checkpoint, file);
  const { optimWrapper, paramSchedulers, messageHub, progress, countsEpochs } = target;
  const warnings: string[] = [];
  const optimizer = checkpoint['optimizer'];
  if (optimizer === undefined) warnings.push(`${file} holds no optimizer state: momentum begins anew.`);
  else optimWrapper.loadStateDict(optimizer);
  if (!loadSchedules(paramSchedulers, checkpoint['param_schedulers'], file)) {
    warnings.push(`${file} holds no schedulers: learning rates begin their schedules anew.`);
  }
  loadMessageHub(messageHub, checkpoint);
  progress.epoch = countsEpochs ? meta.epoch : 0;
  progress.iter = meta.iter;
  progress.validationDue = meta.validation_due ?? false;
  if (countsEpochs) progress.startBatch = startBatch(meta, progress.batches.train ?? 0, warnings);
  return warnings;
}

/** The batch of the present epoch to go on from: only where an epoch is still cut the same way is there one. */
function startBatch(meta: SavedMeta, batches: number, warnings: string[]): number {
  const done = Math.max(0, meta.iter - meta.epoch * (meta.epoch_length ?? batches));
  if (done === 0) return 0;
  if (meta.epoch_length === batches) return Math.min(done, batches);
  const were = meta.epoch_length ?? 'an unknown number of';
  warnings.push(
    `Epoch ${meta.epoch + 1} begins anew: it had ${were} batches, ${done} of them done, and now has ${batches}.`,
  );
  return 0;
}

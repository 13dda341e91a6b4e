import type { CheckpointRecord, CheckpointValue } from '@mma/checkpoint';
import type { Progress, RunInfo, SaveCheckpointOptions } from '../hooks/hook-context.js';
import { runTimestamp } from '../logging/format.js';
import type { MessageHub, RuntimeInfo } from '../logging/message-hub.js';
import type { BaseModel } from '../model/base-model.js';
import type { BaseOptimWrapper } from '../optim/base-optim-wrapper.js';
import { type Schedules, saveSchedules } from '../schedulers/schedules.js';
import { saveMessageHub } from './message-hub-state.js';

/** What a checkpoint is made from. */
export interface CheckpointSource {
  model: BaseModel;
  optimWrapper: BaseOptimWrapper | undefined;
  paramSchedulers: Schedules;
  messageHub: MessageHub;
  run: Readonly<RunInfo>;
  datasetMeta: RuntimeInfo | undefined;
  progress: Readonly<Progress>;
}

/** A checkpoint in MMEngine's structure; its tensors are snapshots, to be disposed of (`snapshotsIn`). */
export function assembleCheckpoint(
  source: CheckpointSource,
  { epoch, iter, optimizer, paramSchedulers }: SaveCheckpointOptions,
): Record<string, CheckpointValue> {
  const { model, optimWrapper, messageHub, run, datasetMeta, progress } = source;
  const meta: CheckpointRecord = {
    epoch,
    iter,
    cfg: run.configText,
    seed: run.seed,
    experiment_name: run.experimentName,
    time: runTimestamp(new Date()),
    dataset_meta: datasetMeta,
    // From these a run that resumes in the middle of an epoch, or before its validation, knows where it was.
    epoch_length: progress.batches.train,
    validation_due: progress.validationDue,
  };
  const checkpoint: Record<string, CheckpointValue> = {
    meta,
    state_dict: model.snapshot(),
    ...saveMessageHub(messageHub),
  };
  if (optimizer && optimWrapper !== undefined) {
    checkpoint['optimizer'] = optimWrapper.snapshot() as CheckpointRecord;
  }
  if (paramSchedulers) checkpoint['param_schedulers'] = saveSchedules(source.paramSchedulers) as CheckpointValue;
  return checkpoint;
}

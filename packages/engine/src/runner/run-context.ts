import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeCheckpoint } from '@mma/checkpoint';
import { assembleCheckpoint } from '../checkpoint/assemble.js';
import { removeLeftovers } from '../checkpoint/leftovers.js';
import { snapshotsIn } from '../checkpoint/snapshots.js';
import { writeError } from '../checkpoint/write-error.js';
import { isMain } from '../distributed/dist.js';
import type { RunEvent } from '../events/run-event.js';
import type { Hook } from '../hooks/hook.js';
import type { HookContext, Progress } from '../hooks/hook-context.js';
import { HookList } from '../hooks/hook-list.js';
import type { LogProcessor } from '../logging/log-processor.js';
import type { RuntimeInfo } from '../logging/message-hub.js';
import type { BaseModel } from '../model/base-model.js';
import { allSchedulers } from '../schedulers/schedules.js';
import type { TrainParts } from './runner-parts.js';
import type { Session } from './session.js';

/** What one run is made of, once it is open. */
export interface OpenRun {
  session: Session;
  model: BaseModel;
  progress: Progress;
  logProcessor: LogProcessor;
  /** Present when the run trains. */
  train?: TrainParts;
  /** What is known of the data of a run that does not train. */
  datasetMeta?: RuntimeInfo;
  emit: (event: RunEvent) => void;
}

/** The hooks of a run over the narrow view they get of it. */
export function bindHooks(
  hooks: readonly Hook[],
  { session, model, progress, logProcessor, train, emit, ...rest }: OpenRun,
): { hooks: HookList; context: HookContext; trainingStopped: () => boolean } {
  const { run, logger, messageHub, visualizer, dist } = session;
  let stopped = false;
  const optimWrapper = train?.optimWrapper;
  const schedules = train?.paramSchedulers ?? [];
  const datasetMeta = train?.datasetMeta ?? rest.datasetMeta;
  const costs = train?.loader.costs?.bind(train.loader);
  const context: HookContext = {
    run,
    progress,
    model,
    ...(optimWrapper === undefined ? {} : { optimWrapper }),
    paramSchedulers: allSchedulers(schedules),
    ...(datasetMeta === undefined ? {} : { datasetMeta }),
    ...(costs === undefined ? {} : { dataCosts: costs }),
    messageHub,
    logger,
    logProcessor,
    visualizer,
    dist,
    emit,
    stopTraining: () => {
      stopped = true;
    },
    saveCheckpoint: async (path, options) => {
      if (!isMain(dist)) return dist.barrier();
      const source = { model, optimWrapper, paramSchedulers: schedules, messageHub, run, datasetMeta, progress };
      const checkpoint = assembleCheckpoint(source, options);
      const snapshots = snapshotsIn(checkpoint);
      try {
        await list.call('beforeSaveCheckpoint', { checkpoint });
        await makeRoom(path);
        await writeCheckpoint(path, checkpoint);
      } finally {
        for (const snapshot of snapshots) snapshot.dispose();
      }
      await dist.barrier();
    },
  };
  const list = new HookList(hooks, context);
  return { hooks: list, context, trainingStopped: () => stopped };
}

/** Makes the folder of a checkpoint, without what dead processes left half-written there. */
async function makeRoom(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true });
    await removeLeftovers(folder);
  } catch (error) {
    throw writeError(path, error);
  }
}

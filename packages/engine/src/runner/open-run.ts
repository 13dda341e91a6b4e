import { randomInt } from 'node:crypto';
import { loadBackend } from '@mma/backend';
import { type Dist, singleProcess } from '../distributed/dist.js';
import type { RunEvent, RunMode } from '../events/run-event.js';
import type { Progress } from '../hooks/hook-context.js';
import type { HookList } from '../hooks/hook-list.js';
import { runTimestamp } from '../logging/format.js';
import { LogProcessor } from '../logging/log-processor.js';
import type { LoopContext } from '../loops/loop-context.js';
import type { BaseModel } from '../model/base-model.js';
import { defaultHooks } from './default-hooks.js';
import { prepareTraining } from './prepare-training.js';
import { bindHooks } from './run-context.js';
import { makeRunFolders, type RunFolders } from './run-folders.js';
import type { EvalParts, RunLoader, RunnerParts, TrainParts } from './runner-parts.js';
import { openSession, type Session, writeHead } from './session.js';
import { applyStartingPoint, findStartingPoint, type StartingPoint } from './starting-point.js';
import { watchData } from './watch-data.js';

/** A run that is ready to go. */
export interface Run {
  readonly session: Session;
  readonly hooks: HookList;
  /** What all loops of the run share. */
  readonly shared: Omit<LoopContext, 'loader'>;
  readonly train?: TrainParts;
  readonly val?: EvalParts;
  readonly test?: EvalParts;
  readonly trainingStopped: () => boolean;
}

export interface OpenRunOptions {
  mode: RunMode;
  /** Whether the model has its weights from an earlier run of the same runner. */
  hasWeights: boolean;
  emit: (event: RunEvent) => void;
  checkStop: () => void;
  /** Told of everything that must be closed, as soon as it is open. */
  closing: (close: (lastWords?: string) => Promise<void> | void) => void;
}

/**
 * Opens a run step by step, the cheap and likely failures first: folder, starting checkpoint, log, data, device, weights.
 */
export async function openRun(parts: RunnerParts, options: OpenRunOptions): Promise<Run> {
  const { mode, hasWeights, emit, checkStop, closing } = options;
  const { model, dist = singleProcess } = parts;
  const folders = await sharedFolders(parts.workDir, dist);
  const start: StartingPoint = hasWeights
    ? { resume: false, warnings: [] }
    : await findStartingPoint(parts, folders.workDir);
  closing(() => start.close?.());
  const seed = await dist.broadcast(start.seed ?? parts.seed ?? randomInt(2 ** 31));
  const session = openSession(parts, { folders, seed, dist, emit });
  const { logger, messageHub, run } = session;
  closing((lastWords) => logger.close(lastWords));
  closing(() => session.visualizer.close());
  emit({ type: 'run-start', mode, workDir: run.workDir, logDir: run.logDir, experimentName: run.experimentName, seed });

  // Before the device: data workers start while the libraries load.
  const opened = await openParts(parts, mode, { seed, closing, isNew: !start.resume });
  const device = await loadBackend({
    ...(parts.device === undefined ? {} : { device: parts.device }),
    allowWasm: mode !== 'train',
    onMessage: (line) => logger.info(line),
  });
  await writeHead(session, parts, device);
  if (parts.seed !== undefined && parts.seed !== seed) {
    logger.warning(`The seed of the resumed run, ${seed}, is used instead of the config's ${parts.seed}.`);
  }

  const { train } = opened;
  const progress: Progress = {
    epoch: 0,
    iter: 0,
    maxEpochs: 0,
    maxIters: 0,
    startBatch: 0,
    validationDue: false,
    batches: {},
  };
  for (const name of ['train', 'val', 'test'] as const) {
    const loader = opened[name]?.loader;
    if (loader === undefined) continue;
    progress.batches[name] = loader.length;
    for (const note of loader.dataset?.notes ?? []) session.logger.warning(`${name} data: ${note}`);
    closing(watchData(loader, name, session));
  }
  if (train !== undefined) {
    Object.assign(progress, train.loop.lengthOf(train.loader.length));
    prepareTraining(train, model, { progress, logger });
  }

  const logProcessor = parts.logProcessor ?? new LogProcessor();
  const { hooks, trainingStopped } = bindHooks(parts.hooks ?? defaultHooks(), {
    session,
    model,
    progress,
    logProcessor,
    emit,
    ...(train === undefined ? {} : { train }),
    ...(opened[mode]?.datasetMeta === undefined ? {} : { datasetMeta: opened[mode].datasetMeta }),
  });
  logger.info(`Hooks will be executed in the following order:\n${hooks.describe()}`);
  await hooks.call('beforeRun');
  if (!hasWeights) {
    const target =
      train === undefined
        ? undefined
        : {
            optimWrapper: train.optimWrapper,
            paramSchedulers: train.paramSchedulers ?? [],
            messageHub,
            progress,
            countsEpochs: train.loop.countsEpochs,
          };
    await applyStartingPoint(start, model, { hooks, logger, seed, ...(target === undefined ? {} : { target }) });
  }
  train?.optimWrapper.initializeCounts(progress.iter, progress.maxIters, logger);
  const shared = { model, hooks, messageHub, progress, dist, log: logger, emit, checkStop };
  return { session, hooks, shared, trainingStopped, ...opened };
}

/** One folder for the logs of all processes, named by the time at which the main one began. */
async function sharedFolders(workDir: string, dist: Dist): Promise<RunFolders> {
  return makeRunFolders(workDir, await dist.broadcast(runTimestamp(new Date())));
}

async function openParts(
  parts: RunnerParts,
  mode: RunMode,
  { seed, closing, isNew }: Pick<OpenRunOptions, 'closing'> & { seed: number; isNew: boolean },
): Promise<{ train?: TrainParts; val?: EvalParts; test?: EvalParts }> {
  const opened: { train?: TrainParts; val?: EvalParts; test?: EvalParts } = {};
  if (mode === 'train' && parts.train !== undefined) {
    const train = await parts.train(seed);
    closing(() => train.loader.close?.());
    await loadChecked(train.loader, parts.model);
    // A run that goes on does so in the middle, which is known later.
    if (isNew) train.loader.prefetch?.({ epoch: 0 });
    train.loader.warmUp?.();
    closing(() => train.optimWrapper.dispose());
    opened.train = train;
  }
  for (const name of ['val', 'test'] as const) {
    const open = parts[name];
    const wanted = name === mode || (name === 'val' && mode === 'train');
    if (!wanted || open === undefined) continue;
    const section = await open(seed);
    closing(() => section.loader.close?.());
    await loadChecked(section.loader, parts.model);
    if (name === mode) {
      section.loader.prefetch?.({ epoch: 0 });
      section.loader.warmUp?.();
    }
    opened[name] = section;
  }
  return opened;
}

/** Reads the annotations; a label that the model has no class for is known before anything is computed. */
async function loadChecked(loader: RunLoader, { numClasses }: BaseModel): Promise<void> {
  await loader.load?.();
  if (numClasses !== undefined) loader.dataset?.assertLabelsBelow(numClasses);
}

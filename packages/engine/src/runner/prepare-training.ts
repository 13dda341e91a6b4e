import { EngineError } from '../errors.js';
import type { Progress } from '../hooks/hook-context.js';
import type { Logger } from '../logging/logger.js';
import type { BaseModel } from '../model/base-model.js';
import { schedulesByName } from '../schedulers/schedules.js';
import { autoScaleLr } from './auto-scale-lr.js';
import type { TrainParts } from './runner-parts.js';

/**
 * Divides the model's parameters among the optimizers, scales their learning rates, and sets the schedules' first values.
 * @throws EngineError `MMA_SCHEDULER_NAMES` for schedules of an optimizer that is not there
 */
export function prepareTraining(
  train: TrainParts,
  model: BaseModel,
  { progress, logger }: { progress: Readonly<Progress>; logger: Logger },
): void {
  const { optimWrapper, loader, paramSchedulers } = train;
  optimWrapper.setModel(model, logger);
  for (const { optimizer } of optimWrapper.wrappers.values()) {
    autoScaleLr(optimizer.paramGroups, loader.batchSize, { settings: train.autoScaleLr, logger });
  }
  const horizon = { epochLength: loader.length, maxEpochs: progress.maxEpochs, maxIters: progress.maxIters };
  const groups = optimWrapper.scheduledGroups();
  for (const [name, schedulers] of schedulesByName(paramSchedulers)) {
    const own = groups.get(name);
    if (own === undefined && schedulers.length > 0) throw noOptimizer(name, [...groups.keys()]);
    for (const scheduler of schedulers) scheduler.attach(own!, horizon, (line) => logger.info(line));
  }
}

function noOptimizer(name: string, names: readonly string[]): EngineError {
  const message =
    name === ''
      ? 'param_scheduler is one list, and optim_wrapper has several optimizers'
      : `param_scheduler has schedules for "${name}", and optim_wrapper no optimizer of that name`;
  const known = names.filter(Boolean);
  return new EngineError('MMA_SCHEDULER_NAMES', message, {
    hint:
      known.length === 0
        ? 'with one optimizer param_scheduler is a list'
        : `give a list for each of ${known.join(', ')}: { ${known[0]}: [{ … }] }`,
  });
}

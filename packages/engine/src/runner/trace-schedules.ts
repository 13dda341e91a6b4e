import type { Config } from '@mma/config';
import { EngineError } from '../errors.js';
import { Logger } from '../logging/logger.js';
import { allSchedulers } from '../schedulers/schedules.js';
import { type ValueLine, ValueLines } from '../schedulers/value-lines.js';
import { type FromConfigOptions, partsFromConfig } from './from-config.js';
import { prepareTraining } from './prepare-training.js';

/** A setting of the optimizer as a run would have it, iteration by iteration. */
export interface ScheduleTrace {
  /** Samples of the training set, and of one batch. */
  readonly datasetSize: number;
  readonly batchSize: number;
  readonly iterationsPerEpoch: number;
  /** Whether the run counts epochs: of others all is one. */
  readonly countsEpochs: boolean;
  readonly maxEpochs: number;
  readonly maxIters: number;
  readonly lines: readonly TracedLine[];
  /** What the run would log about it. */
  readonly notes: readonly string[];
}

export interface TracedLine extends ValueLine {
  /** The optimizer's name; empty for an only one. */
  readonly optimizer: string;
  /** Names of the parameters of the line's groups. */
  readonly parameters: readonly string[];
  /** How many groups the optimizer has. */
  readonly ofGroups: number;
}

export interface TraceOptions extends Pick<FromConfigOptions, 'datasetSize' | 'modules'> {
  /** Which setting: `lr`, or `momentum` (of Adam and its like, the first of the betas). */
  readonly parameter: 'lr' | 'momentum';
}

/**
 * Runs a config's own schedulers over its own parameter groups, without a training step: what `paramwise_cfg`, `auto_scale_lr` and
 * every scheduler make of the learning rate. Schedulers that wait for validation results stay where they begin.
 *
 * @throws RegistryError for mistakes of the config, EngineError `MMA_RUN_MODE` where it trains nothing, `MMA_SCHEDULER_PARAM` where the
 * optimizer has no such setting; and what the training set throws where it cannot be read and no `datasetSize` is given
 */
export async function traceSchedules(config: Config, { parameter, ...options }: TraceOptions): Promise<ScheduleTrace> {
  const notes: string[] = [];
  const parts = await partsFromConfig(config, options);
  if (parts.train === undefined) {
    throw new EngineError('MMA_RUN_MODE', 'the config has nothing to train', {
      hint: 'it needs train_dataloader, train_cfg and optim_wrapper',
    });
  }
  const train = await parts.train(parts.seed ?? 0);
  const { loop, loader, optimWrapper } = train;
  try {
    const { maxEpochs, maxIters } = loop.lengthOf(loader.length);
    const logger = new Logger({ sinks: [({ message }) => notes.push(message)] });
    prepareTraining(train, parts.model, {
      progress: { epoch: 0, iter: 0, maxEpochs, maxIters, startBatch: 0, validationDue: false, batches: {} },
      logger,
    });
    const optimizers = [...optimWrapper.wrappers].map(([name, { optimizer }]) => {
      return { name, groups: optimizer.paramGroups, lines: new ValueLines() };
    });
    const schedulers = allSchedulers(train.paramSchedulers);
    const byIteration = schedulers.filter(({ byEpoch }) => !byEpoch);
    const byEpoch = schedulers.filter((scheduler) => scheduler.byEpoch);
    for (let iteration = 0; iteration < maxIters; iteration++) {
      const beginsEpoch = iteration % loader.length === 0;
      if (loop.countsEpochs && beginsEpoch && iteration > 0) for (const scheduler of byEpoch) scheduler.step();
      if (beginsEpoch || byIteration.length > 0) {
        for (const { groups, lines } of optimizers) {
          lines.add(
            iteration,
            groups.map((group) => settingOf(group, parameter)),
          );
        }
      }
      for (const scheduler of byIteration) scheduler.step();
    }
    return {
      datasetSize: loader.dataset?.length ?? 0,
      batchSize: loader.batchSize ?? 1,
      iterationsPerEpoch: loader.length,
      countsEpochs: loop.countsEpochs,
      maxEpochs,
      maxIters,
      notes,
      lines: optimizers.flatMap(({ name, groups, lines }) =>
        lines.lines().map((line) => ({
          ...line,
          optimizer: name,
          parameters: line.groups.flatMap((group) => groups[group]!.params.map(([parameterName]) => parameterName)),
          ofGroups: groups.length,
        })),
      ),
    };
  } finally {
    await loader.close?.();
    optimWrapper.dispose();
  }
}

function settingOf(
  group: { lr: number; momentum?: number; betas?: readonly [number, number] },
  parameter: 'lr' | 'momentum',
) {
  const value = parameter === 'lr' ? group.lr : (group.betas?.[0] ?? group.momentum);
  if (value !== undefined) return value;
  throw new EngineError('MMA_SCHEDULER_PARAM', `the optimizer has no "${parameter}" to look at`, {
    hint: 'look at lr, or choose an optimizer that has it',
  });
}

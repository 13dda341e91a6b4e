import type { DeviceChoice } from '@mma/backend';
import type { z } from 'zod';
import type { BrokenSample } from '../data/broken/broken-samples.js';
import type { DataCosts } from '../data/costs/data-costs.js';
import type { LoaderListener } from '../data/data-loader.js';
import type { Dist } from '../distributed/dist.js';
import type { Evaluator } from '../evaluation/evaluator.js';
import type { Awaitable, Hook } from '../hooks/hook.js';
import type { LogProcessor } from '../logging/log-processor.js';
import type { LogLevel } from '../logging/logger.js';
import type { RuntimeInfo } from '../logging/message-hub.js';
import type { RunConfig } from '../logging/vis-backend.js';
import type { Visualizer } from '../logging/visualizer.js';
import type { BatchSource } from '../loops/loop-context.js';
import type { EvalLoop, TrainLoop } from '../loops/loops.js';
import type { BaseModel } from '../model/base-model.js';
import type { BaseOptimWrapper } from '../optim/base-optim-wrapper.js';
import type { Schedules } from '../schedulers/schedules.js';
import type { autoScaleLrOptions } from './auto-scale-lr.js';

/** A loader that may hold workers. */
export interface RunLoader extends BatchSource {
  readonly batchSize?: number;
  readonly dataset?: {
    readonly length: number;
    readonly notes?: readonly string[];
    assertLabelsBelow(numClasses: number): void;
  };
  /** Samples that could not be made, where the loader goes on without them. */
  readonly brokenSamples?: readonly BrokenSample[];
  /** What making samples has cost so far. */
  costs?(): DataCosts;
  watch?(listener: LoaderListener): () => void;
  /** Reads what `length` rests on. */
  load?(): Promise<void>;
  /** Begins what takes its time before the first batch. */
  warmUp?(): void;
  close?(): Promise<void>;
}

/** What training takes. */
export interface TrainParts {
  loop: TrainLoop;
  loader: RunLoader;
  optimWrapper: BaseOptimWrapper;
  /** A list, or with several optimizers a list for each, by its name. */
  paramSchedulers?: Schedules;
  autoScaleLr?: z.output<typeof autoScaleLrOptions>;
  datasetMeta?: RuntimeInfo;
}

/** What a validation or test pass takes. */
export interface EvalParts {
  loop: EvalLoop;
  loader: RunLoader;
  evaluator: Evaluator;
  datasetMeta?: RuntimeInfo;
}

/**
 * Made when it is needed, so that training does not read the annotations of the test set; given the run's seed. When the
 * run ends, the runner closes the loader and frees the optimizer's memory.
 */
export type OnDemand<T> = (seed: number) => Awaitable<T>;

/** Everything a runner conducts. Whatever is left out takes MMEngine's default, or is not there. */
export interface RunnerParts {
  model: BaseModel;
  workDir: string;
  train?: OnDemand<TrainParts>;
  val?: OnDemand<EvalParts>;
  test?: OnDemand<EvalParts>;
  /** All hooks; MMEngine's default ones unless given. */
  hooks?: readonly Hook[];
  logProcessor?: LogProcessor;
  /** Keeps scalars and the like; nothing is kept unless given. */
  visualizer?: Visualizer;
  /** A checkpoint file to start from (or, with `resume`, to go on from). */
  loadFrom?: string;
  /**
   * true: go on from `loadFrom`, or from the work dir's latest checkpoint where that is not given. 'auto': go on from the
   * latest, and where there is none yet begin with the weights of `loadFrom`.
   */
  resume?: boolean | 'auto';
  /** Keys all randomness; drawn, and logged, when not given. */
  seed?: number;
  /** The processes that run together; one unless given. Loaders made on demand must know their share themselves. */
  dist?: Dist;
  /** Whether each process adds its rank to the seed of what steps draw (dropout); weights and order of data are shared. */
  diffRankSeed?: boolean;
  logLevel?: LogLevel;
  /** Whether the log is printed on the terminal as well. */
  console?: boolean;
  device?: DeviceChoice;
  /** The config's name and text, for the experiment's name, the log and checkpoints. */
  config?: RunConfig & { name: string };
  /** Settings to show at the top of the log. */
  runtime?: Readonly<Record<string, unknown>>;
}

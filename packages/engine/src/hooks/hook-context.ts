import type { DataCosts } from '../data/costs/data-costs.js';
import type { Dist } from '../distributed/dist.js';
import type { RunEvent } from '../events/run-event.js';
import type { LogProcessor } from '../logging/log-processor.js';
import type { Logger } from '../logging/logger.js';
import type { MessageHub, RuntimeInfo } from '../logging/message-hub.js';
import type { Visualizer } from '../logging/visualizer.js';
import type { BaseModel } from '../model/base-model.js';
import type { BaseOptimWrapper } from '../optim/base-optim-wrapper.js';
import type { ParamScheduler } from '../schedulers/param-scheduler.js';

/** What stays the same over a whole run. */
export interface RunInfo {
  workDir: string;
  /** `workDir/<timestamp>`: the log, `vis_data/`. */
  logDir: string;
  timestamp: string;
  experimentName: string;
  seed: number;
  /** The resolved config as text; empty for a run built from objects. */
  configText: string;
}

/** How far a run has come. */
export interface Progress {
  /** Training epochs and iterations completed. */
  epoch: number;
  iter: number;
  /** Zero where nothing is trained. */
  maxEpochs: number;
  maxIters: number;
  /** Batches of the present epoch that were done before a resumed run began: above zero only in its first epoch. */
  startBatch: number;
  /** Whether the epoch that ended last is still to be validated. */
  validationDue: boolean;
  /** Batches of one pass, for the loaders that this run has. */
  batches: { train?: number; val?: number; test?: number };
}

export interface SaveCheckpointOptions {
  /** Epochs and iterations that the weights have seen. */
  epoch: number;
  iter: number;
  optimizer: boolean;
  paramSchedulers: boolean;
}

/** All that a hook may see and do. Whatever is not here belongs to the runner and the loops. */
export interface HookContext {
  readonly run: Readonly<RunInfo>;
  readonly progress: Readonly<Progress>;
  readonly model: BaseModel;
  /** Absent where nothing is trained. */
  readonly optimWrapper?: BaseOptimWrapper;
  readonly paramSchedulers: readonly ParamScheduler[];
  readonly datasetMeta?: RuntimeInfo;
  /** What making the training samples has cost so far; absent where the loader does not say. */
  readonly dataCosts?: () => DataCosts;
  readonly messageHub: MessageHub;
  readonly logger: Logger;
  readonly logProcessor: LogProcessor;
  /** Hands scalars, pictures and the like to the run's backends. */
  readonly visualizer: Visualizer;
  /** The processes that run together: files that all have in common are the main one's to write. */
  readonly dist: Dist;
  /**
   * Writes a checkpoint beside its place and renames it, so that a file of that name is always whole. Of several processes
   * the main one writes and the others wait.
   */
  saveCheckpoint(path: string, options: SaveCheckpointOptions): Promise<void>;
  /** Ends training after the present epoch: its checkpoint is kept, what remains is skipped. */
  stopTraining(): void;
  emit(event: RunEvent): void;
}

import type { Dist } from '../distributed/dist.js';
import type { Evaluator } from '../evaluation/evaluator.js';
import type { RunEvent } from '../events/run-event.js';
import type { Progress } from '../hooks/hook-context.js';
import type { HookList } from '../hooks/hook-list.js';
import type { MessageHub } from '../logging/message-hub.js';
import type { BaseModel } from '../model/base-model.js';
import type { BaseOptimWrapper, LineLog } from '../optim/base-optim-wrapper.js';
import type { Batch } from '../structures/batch.js';

/** Where batches come from: a DataLoader, or anything that gives the same batches for the same epoch. */
export interface BatchSource {
  /** Batches of one pass. */
  readonly length: number;
  readonly dataset?: { readonly length: number };
  /** Batches of the pass that `epoch` keys, from `startBatch` on. */
  iterate(options: { epoch: number; startBatch?: number }): AsyncIterable<Batch>;
  /** Begins to make the first batches of the pass that comes next. */
  prefetch?(options: { epoch: number; startBatch?: number }): void;
}

/** What every loop works with. */
export interface LoopContext {
  readonly model: BaseModel;
  readonly loader: BatchSource;
  readonly hooks: HookList;
  readonly messageHub: MessageHub;
  /** The loop counts epochs and iterations here. */
  readonly progress: Progress;
  readonly dist: Dist;
  readonly log: LineLog;
  emit(event: RunEvent): void;
  /** Throws when the run is to end: called only where nothing is half done. */
  checkStop(): void;
}

/** Validation between two parts of training. */
export interface Validation {
  /** Begins to make the first batches of a pass. */
  prefetch(): void;
  /**
   * One pass.
   * @param onLastBatch called when the last batch has come: who makes batches for training may go on
   */
  run(onLastBatch?: () => void): Promise<unknown>;
}

export interface TrainContext extends LoopContext {
  readonly optimWrapper: BaseOptimWrapper;
  readonly seed: number;
  /** Validation; absent where the run has none. */
  readonly validation?: Validation;
  /** Whether a hook has asked to end training after the present epoch. */
  readonly trainingStopped: () => boolean;
}

export interface EvalContext extends LoopContext {
  readonly evaluator: Evaluator;
  /** Called when the last batch of a pass has come. */
  readonly onLastBatch?: (() => void) | undefined;
}

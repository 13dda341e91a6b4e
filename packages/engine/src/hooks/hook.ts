import type { Batch } from '../structures/batch.js';
import type { DataSample } from '../structures/data-sample.js';
import type { HookContext } from './hook-context.js';
import type { Priority } from './priority.js';

export type Awaitable<T = void> = T | Promise<T>;

/** `batchIndex` counts from 0 within the present pass. */
export interface BatchPayload {
  batchIndex: number;
  batch: Batch;
}

export interface TrainStepPayload extends BatchPayload {
  logVars: Readonly<Record<string, number>>;
}

export interface EvalStepPayload extends BatchPayload {
  /** The batch's samples with predictions filled in. */
  outputs: readonly DataSample[];
}

export interface MetricsPayload {
  metrics: Readonly<Record<string, number>>;
}

/** A checkpoint's contents, still to be changed by hooks. */
export interface CheckpointPayload {
  checkpoint: Record<string, unknown>;
}

export interface LoadedPayload extends CheckpointPayload {
  /** Whether the run goes on where the checkpoint was taken, rather than begin with its weights. */
  resumes: boolean;
}

/**
 * Acts at points of a run. A subclass writes the methods of the points it cares about and is registered in HOOKS;
 * methods are awaited one after another, in order of priority, then of registration.
 */
export abstract class Hook {
  priority: Priority = 'NORMAL';

  beforeRun?(context: HookContext): Awaitable;
  beforeTrain?(context: HookContext): Awaitable;
  beforeTrainEpoch?(context: HookContext): Awaitable;
  beforeTrainIter?(context: HookContext, payload: BatchPayload): Awaitable;
  afterTrainIter?(context: HookContext, payload: TrainStepPayload): Awaitable;
  afterTrainEpoch?(context: HookContext): Awaitable;
  beforeVal?(context: HookContext): Awaitable;
  beforeValEpoch?(context: HookContext): Awaitable;
  beforeValIter?(context: HookContext, payload: BatchPayload): Awaitable;
  afterValIter?(context: HookContext, payload: EvalStepPayload): Awaitable;
  afterValEpoch?(context: HookContext, payload: MetricsPayload): Awaitable;
  afterVal?(context: HookContext): Awaitable;
  afterTrain?(context: HookContext): Awaitable;
  beforeTest?(context: HookContext): Awaitable;
  beforeTestEpoch?(context: HookContext): Awaitable;
  beforeTestIter?(context: HookContext, payload: BatchPayload): Awaitable;
  afterTestIter?(context: HookContext, payload: EvalStepPayload): Awaitable;
  afterTestEpoch?(context: HookContext, payload: MetricsPayload): Awaitable;
  afterTest?(context: HookContext): Awaitable;
  afterRun?(context: HookContext): Awaitable;
  /** Training ends early because it was asked to, where nothing is half done: the last moment to save what is to last. */
  onInterrupt?(context: HookContext): Awaitable;
  /** Before weights and state reach the model; `checkpoint` may be changed. */
  afterLoadCheckpoint?(context: HookContext, payload: LoadedPayload): Awaitable;
  /** Before the file is written; `checkpoint` may be changed. Its tensors wait to be read: `await tensor.read()`. */
  beforeSaveCheckpoint?(context: HookContext, payload: CheckpointPayload): Awaitable;
}

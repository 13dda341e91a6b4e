/** What a run does: train (with validation inside), validate alone, or test. */
export type RunMode = 'train' | 'val' | 'test';

interface IterEvent {
  /** Epochs done so far, or the number of the present one while training; from 1. */
  epoch: number;
  /** The batch within the present pass, from 1, of `batches`. */
  batch: number;
  batches: number;
  /** Seconds for this iteration, and the share of it spent waiting for data. */
  time: number;
  dataTime: number;
  /** Estimated seconds to the end of the run (training) or of the pass. */
  eta: number;
}

/** After each training step; `iter` counts over the whole run, from 1. */
export interface TrainIterEvent extends IterEvent {
  type: 'train-iter';
  iter: number;
  maxEpochs: number;
  maxIters: number;
  lr: number;
  /** The step's scalars: `loss`, its parts, accuracies, `grad_norm`. */
  logVars: Readonly<Record<string, number>>;
}

/**
 * Everything an observer can see of a run, in the order it happens: progress bars, log writers and pages subscribe to
 * `runner.events`. Observers never control a run; hooks do.
 */
export type RunEvent =
  | { type: 'run-start'; mode: RunMode; workDir: string; logDir: string; experimentName: string; seed: number }
  | { type: 'epoch-start'; epoch: number; maxEpochs: number; batches: number }
  | TrainIterEvent
  | { type: 'epoch-end'; epoch: number }
  | ({ type: 'val-iter' | 'test-iter' } & IterEvent)
  | { type: 'val-end' | 'test-end'; epoch: number; metrics: Readonly<Record<string, number>> }
  | { type: 'checkpoint-saved'; path: string; epoch: number; iter: number }
  | { type: 'best-checkpoint'; path: string; metric: string; score: number; epoch: number; iter: number }
  | { type: 'log'; level: 'debug' | 'info' | 'warning' | 'error'; message: string; line: string }
  | { type: 'run-end'; mode: RunMode; outcome: 'completed' | 'interrupted' | 'failed'; error?: unknown };

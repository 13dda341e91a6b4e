import type { EvalContext, TrainContext } from './loop-context.js';

/** How training goes: which batches in which order, and when to validate. Registered in LOOPS. */
export abstract class TrainLoop {
  /** Whether the run's place is an epoch and a batch within it, rather than an iteration alone. */
  abstract readonly countsEpochs: boolean;

  /** Epochs and iterations of the whole run, for a loader of `batches` batches. */
  abstract lengthOf(batches: number): { maxEpochs: number; maxIters: number };

  /** Trains from `context.progress` to the end. */
  abstract run(context: TrainContext): Promise<void>;
}

/** One pass over a loader that gives metrics. Registered in LOOPS. */
export abstract class EvalLoop {
  abstract run(context: EvalContext): Promise<Record<string, number>>;
}

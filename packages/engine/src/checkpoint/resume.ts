import { z } from 'zod';
import { EngineError } from '../errors.js';
import type { Progress } from '../hooks/hook-context.js';
import type { MessageHub } from '../logging/message-hub.js';
import type { OptimWrapper } from '../optim/optim-wrapper.js';
import type { ParamScheduler } from '../schedulers/param-scheduler.js';
import { loadMessageHub } from './message-hub-state.js';
import type { LoadedCheckpoint } from './open-checkpoint.js';

/** What resuming brings back, beside the weights. */
export interface ResumeTarget {
  optimWrapper: OptimWrapper;
  paramSchedulers: readonly ParamScheduler[];
  messageHub: MessageHub;
  progress: Progress;
}

const savedMeta = z.looseObject({
  epoch: z.int().min(0),
  iter: z.int().min(0),
  seed: z.int().nullish(),
  epoch_length: z.int().min(1).nullish(),
});

/**
 * Brings a training run back to where a checkpoint was taken. Weights are loaded apart, by `loadWeights`.
 * @throws EngineError `MMA_RESUME_META` when the file does not say how far it had come.
 */
export function resumeFrom(checkpoint: LoadedCheckpoint, target: ResumeTarget, file: string): void {
  const meta = resumeMeta(checkpoint, file);
  const { optimWrapper, paramSchedulers, messageHub, progress } = target;
  if (checkpoint['optimizer'] !== undefined) optimWrapper.optimizer.loadStateDict(checkpoint['optimizer']);
  const schedulers = checkpoint['param_schedulers'];
  if (Array.isArray(schedulers)) {
    for (const [index, state] of schedulers.entries()) {
      paramSchedulers[index]?.loadStateDict(Object.fromEntries(state as ReadonlyMap<string, unknown>));
    }
  }
  loadMessageHub(messageHub, checkpoint);
  progress.epoch = meta.epoch;
  progress.iter = meta.iter;
  const batches = progress.batches.train ?? 0;
  // Only where an epoch is still cut the same way is there a batch to go on from.
  progress.startBatch = meta.epoch_length === batches ? Math.max(0, meta.iter - meta.epoch * batches) : 0;
}

/** How far a checkpoint's run had come, and its seed. */
export function resumeMeta(checkpoint: LoadedCheckpoint, file: string): z.output<typeof savedMeta> {
  const raw = checkpoint['meta'];
  const parsed = savedMeta.safeParse(raw instanceof Map ? Object.fromEntries(raw) : raw);
  if (parsed.success) return parsed.data;
  throw new EngineError('MMA_RESUME_META', `${file} holds weights alone: it does not say at which epoch it was saved`, {
    hint: 'start from these weights with load_from and without resume',
  });
}

import { hashKeys } from '@mma/nn';
import { Random } from '../random/random.js';
import type { Batch } from '../structures/batch.js';
import { disposeBatch } from './dispose-batch.js';
import type { TrainContext } from './loop-context.js';

/** Where an iteration stands within the loop's present pass: `index` from 0, of `total`. */
export interface IterationPlace {
  index: number;
  total: number;
}

/** One training step with the hooks around it. */
export async function trainIteration(context: TrainContext, batch: Batch, place: IterationPlace): Promise<void> {
  const { hooks, progress, model, optimWrapper, messageHub } = context;
  const batchIndex = place.index;
  await hooks.call('beforeTrainIter', { batchIndex, batch });
  const tensors = model.dataPreprocessor.prepare(batch, Random.of(context.seed, 'batch', progress.iter));
  let logVars: Record<string, number>;
  try {
    logVars = await optimWrapper.step(model, tensors, hashKeys(context.seed, 'step', progress.iter));
  } finally {
    disposeBatch(tensors);
  }
  await hooks.call('afterTrainIter', { batchIndex, batch, logVars });
  const eta = messageHub.getInfo('eta');
  context.emit({
    type: 'train-iter',
    epoch: progress.epoch + 1,
    maxEpochs: progress.maxEpochs,
    batch: batchIndex + 1,
    batches: place.total,
    iter: progress.iter + 1,
    maxIters: progress.maxIters,
    lr: messageHub.current('train/lr'),
    time: messageHub.current('train/time'),
    dataTime: messageHub.current('train/data_time'),
    eta: typeof eta === 'number' ? eta : Number.NaN,
    logVars,
  });
  progress.iter += 1;
}

/** The validation that the training so far asks for, if it has not been done. */
export async function validateIfDue({ progress, validation }: TrainContext, onLastBatch?: () => void): Promise<void> {
  if (progress.validationDue) await validation?.run(onLastBatch);
}

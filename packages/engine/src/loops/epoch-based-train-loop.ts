import { hashKeys } from '@mma/nn';
import { z } from 'zod';
import { LOOPS } from '../registry/roots.js';
import type { Batch } from '../structures/batch.js';
import { disposeBatch } from './dispose-batch.js';
import type { TrainContext } from './loop-context.js';
import { TrainLoop } from './loops.js';

const options = z.strictObject({
  maxEpochs: z.int().min(1),
  /** The first epoch after which validation runs. */
  valBegin: z.int().min(0).default(1),
  /** Epochs between two validations; the last epoch is always validated. */
  valInterval: z.int().min(1).default(1),
});

/** Trains epoch by epoch, each a pass over the loader in an order of its own, with validation between epochs. */
@LOOPS.register()
export class EpochBasedTrainLoop extends TrainLoop {
  static readonly options = options;

  private readonly settings: z.output<typeof options>;

  constructor(given: z.input<typeof options>) {
    super();
    this.settings = options.parse(given);
  }

  override lengthOf(batches: number): { maxEpochs: number; maxIters: number } {
    return { maxEpochs: this.settings.maxEpochs, maxIters: this.settings.maxEpochs * batches };
  }

  override async run(context: TrainContext): Promise<void> {
    const { hooks, progress, emit } = context;
    await hooks.call('beforeTrain');
    // A run that goes on from between an epoch and its validation.
    await validateIfDue(context);
    while (progress.epoch < progress.maxEpochs && !context.trainingStopped()) {
      emit({
        type: 'epoch-start',
        epoch: progress.epoch + 1,
        maxEpochs: progress.maxEpochs,
        batches: context.loader.length,
      });
      await this.epoch(context);
      emit({ type: 'epoch-end', epoch: progress.epoch });
      context.checkStop();
      await validateIfDue(context);
      context.checkStop();
    }
    await hooks.call('afterTrain');
  }

  private async epoch(context: TrainContext): Promise<void> {
    const { hooks, progress, model, loader } = context;
    await hooks.call('beforeTrainEpoch');
    model.train();
    let batchIndex = progress.startBatch;
    progress.startBatch = 0;
    for await (const batch of loader.iterate({ epoch: progress.epoch, startBatch: batchIndex })) {
      context.checkStop();
      await iteration(context, batch, batchIndex);
      batchIndex += 1;
      // Here too, so that a stop need not wait for the next batch.
      context.checkStop();
    }
    progress.validationDue = context.validate !== undefined && this.validates(progress.epoch + 1);
    await hooks.call('afterTrainEpoch');
    progress.epoch += 1;
  }

  private validates(epoch: number): boolean {
    const { valBegin, valInterval, maxEpochs } = this.settings;
    return epoch >= valBegin && (epoch % valInterval === 0 || epoch === maxEpochs);
  }
}

async function validateIfDue({ progress, validate }: TrainContext): Promise<void> {
  if (progress.validationDue) await validate?.();
}

async function iteration(context: TrainContext, batch: Batch, batchIndex: number): Promise<void> {
  const { hooks, progress, model, optimWrapper, messageHub } = context;
  await hooks.call('beforeTrainIter', { batchIndex, batch });
  const tensors = model.dataPreprocessor.prepare(batch);
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
    batches: context.loader.length,
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

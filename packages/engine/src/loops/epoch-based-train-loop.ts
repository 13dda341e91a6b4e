import { z } from 'zod';
import { LOOPS } from '../registry/roots.js';
import type { TrainContext } from './loop-context.js';
import { TrainLoop } from './loops.js';
import { trainIteration, validateIfDue } from './train-iteration.js';
import { validatesAfter, valScheduleOptions } from './val-schedule.js';

const options = z
  .strictObject({
    maxEpochs: z.int().min(1).describe('epochs of the whole training'),
    ...valScheduleOptions,
  })
  .describe('trains epoch by epoch, with validation between epochs');

/** Trains epoch by epoch, each a pass over the loader in an order of its own, with validation between epochs. */
@LOOPS.register()
export class EpochBasedTrainLoop extends TrainLoop {
  static readonly options = options;
  override readonly countsEpochs = true;

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
      await validateIfDue(context, () => prefetchEpoch(context));
      context.checkStop();
    }
    await hooks.call('afterTrain');
  }

  private async epoch(context: TrainContext): Promise<void> {
    const { hooks, progress, model, loader, validation } = context;
    const done = progress.epoch + 1;
    const isDue = validation !== undefined && validatesAfter(done, progress.maxEpochs, this.settings);
    await hooks.call('beforeTrainEpoch');
    model.train();
    let index = progress.startBatch;
    progress.startBatch = 0;
    for await (const batch of loader.iterate({ epoch: progress.epoch, startBatch: index })) {
      context.checkStop();
      if (isDue && index + 1 === loader.length) validation.prefetch();
      await trainIteration(context, batch, { index, total: loader.length });
      index += 1;
      // Here too, so that a stop need not wait for the next batch.
      context.checkStop();
    }
    progress.validationDue = isDue;
    if (!isDue) prefetchEpoch(context, done);
    await hooks.call('afterTrainEpoch');
    progress.epoch = done;
  }
}

/** Begins to make the first batches of an epoch, unless training ends before it. */
function prefetchEpoch({ loader, progress }: TrainContext, epoch = progress.epoch): void {
  if (epoch < progress.maxEpochs) loader.prefetch?.({ epoch });
}

import { z } from 'zod';
import { LOOPS } from '../registry/roots.js';
import type { Batch } from '../structures/batch.js';
import type { TrainContext } from './loop-context.js';
import { TrainLoop } from './loops.js';
import { trainIteration, validateIfDue } from './train-iteration.js';
import { validatesAfter, valScheduleOptions } from './val-schedule.js';

const options = z
  .strictObject({
    maxIters: z.int().min(1).describe('iterations of the whole training'),
    ...valScheduleOptions,
    valInterval: valScheduleOptions.valInterval.unwrap().default(1000).describe('iterations between two validations'),
  })
  .describe('trains for a number of iterations, with validation between iterations');

/**
 * Trains for a number of iterations, going over the loader again and again, with validation between iterations. To hooks
 * and schedulers the whole training is one epoch, as in MMEngine.
 */
@LOOPS.register()
export class IterBasedTrainLoop extends TrainLoop {
  static readonly options = options;
  override readonly countsEpochs = false;

  private readonly settings: z.output<typeof options>;

  constructor(given: z.input<typeof options>) {
    super();
    this.settings = options.parse(given);
  }

  override lengthOf(): { maxEpochs: number; maxIters: number } {
    return { maxEpochs: 1, maxIters: this.settings.maxIters };
  }

  override async run(context: TrainContext): Promise<void> {
    const { hooks, progress, emit } = context;
    const { maxIters } = progress;
    await hooks.call('beforeTrain');
    await hooks.call('beforeTrainEpoch');
    emit({ type: 'epoch-start', epoch: 1, maxEpochs: 1, batches: maxIters });
    // A run that goes on from between an iteration and its validation.
    await validateIfDue(context);
    if (progress.iter < maxIters && !context.trainingStopped()) await this.iterations(context);
    await hooks.call('afterTrainEpoch');
    emit({ type: 'epoch-end', epoch: 1 });
    await hooks.call('afterTrain');
  }

  private async iterations(context: TrainContext): Promise<void> {
    const { progress, model } = context;
    const { maxIters } = progress;
    for await (const batch of passes(context)) {
      context.checkStop();
      model.train();
      const done = progress.iter + 1;
      // Known before the step, so that a checkpoint made after it says so.
      progress.validationDue = context.validation !== undefined && validatesAfter(done, maxIters, this.settings);
      if (progress.validationDue) context.validation?.prefetch();
      await trainIteration(context, batch, { index: progress.iter, total: maxIters });
      context.checkStop();
      await validateIfDue(context);
      context.checkStop();
      if (done >= maxIters || context.trainingStopped()) return;
    }
  }
}

/** Batches without end, from the one that the present iteration is due: pass after pass, each in an order of its own. */
async function* passes({ loader, progress }: TrainContext): AsyncGenerator<Batch> {
  for (let pass = Math.floor(progress.iter / loader.length); ; pass += 1) {
    yield* loader.iterate({ epoch: pass, startBatch: progress.iter - pass * loader.length });
  }
}

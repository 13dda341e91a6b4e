import { tf } from '@mma/backend';
import type { BaseModel } from '../model/base-model.js';
import type { Batch } from '../structures/batch.js';
import type { DataSample } from '../structures/data-sample.js';
import { disposeBatch } from './dispose-batch.js';
import type { EvalContext } from './loop-context.js';

interface PassPoints {
  mode: 'val' | 'test';
  before: 'beforeValIter' | 'beforeTestIter';
  after: 'afterValIter' | 'afterTestIter';
}

/** One pass over the loader in evaluation mode; its metrics. */
export async function evalPass(context: EvalContext, points: PassPoints): Promise<Record<string, number>> {
  const { model, loader, hooks, evaluator, progress, messageHub, dist } = context;
  model.eval();
  let batchIndex = 0;
  // Always the same epoch: a clip gets the same score whenever it is looked at.
  for await (const batch of loader.iterate({ epoch: 0 })) {
    context.checkStop();
    await hooks.call(points.before, { batchIndex, batch });
    const outputs = await predictBatch(model, batch);
    evaluator.process(outputs);
    await hooks.call(points.after, { batchIndex, batch, outputs });
    const eta = messageHub.getInfo('eta');
    context.emit({
      type: `${points.mode}-iter`,
      epoch: progress.epoch,
      batch: batchIndex + 1,
      batches: loader.length,
      time: messageHub.current(`${points.mode}/time`),
      dataTime: messageHub.current(`${points.mode}/data_time`),
      eta: typeof eta === 'number' ? eta : Number.NaN,
    });
    batchIndex += 1;
  }
  return evaluator.evaluate({ size: loader.dataset?.length, dist });
}

/** The batch's samples with predictions filled in, as the model in its present mode gives them. */
export async function predictBatch(model: BaseModel, batch: Batch): Promise<DataSample[]> {
  const tensors = model.dataPreprocessor.prepare(batch);
  try {
    const output = tf.tidy(() => model.predict(tensors));
    try {
      const data = Float32Array.from(await output.data());
      return model.postprocess({ data, shape: output.shape }, batch.dataSamples);
    } finally {
      output.dispose();
    }
  } finally {
    disposeBatch(tensors);
  }
}

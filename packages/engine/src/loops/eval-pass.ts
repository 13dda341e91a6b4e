import type { Precision } from '@mma/backend';
import { addFigures } from '../evaluation/evaluator.js';
import type { BaseModel } from '../model/base-model.js';
import { predictorOf } from '../model/predictor.js';
import type { Batch } from '../structures/batch.js';
import type { DataSample } from '../structures/data-sample.js';
import { disposeBatch } from './dispose-batch.js';
import type { EvalLoopSettings } from './eval-options.js';
import type { EvalContext } from './loop-context.js';
import { MeanLosses } from './mean-losses.js';

interface PassPoints {
  mode: 'val' | 'test';
  before: 'beforeValIter' | 'beforeTestIter';
  after: 'afterValIter' | 'afterTestIter';
}

/** One pass over the loader in evaluation mode; its metrics, and the losses where they are asked for. */
export async function evalPass(
  context: EvalContext,
  points: PassPoints,
  { logLosses, precision }: Pick<EvalLoopSettings, 'logLosses'> & { precision: Precision },
): Promise<Record<string, number>> {
  const { model, loader, hooks, evaluator, progress, messageHub, dist } = context;
  model.eval();
  const losses = logLosses ? new MeanLosses() : undefined;
  let batchIndex = 0;
  // Always the same epoch: a clip gets the same score whenever it is looked at.
  for await (const batch of loader.iterate({ epoch: 0 })) {
    context.checkStop();
    if (batchIndex + 1 === loader.length) context.onLastBatch?.();
    await hooks.call(points.before, { batchIndex, batch });
    const outputs = await predictBatch(model, batch, precision);
    evaluator.process(outputs);
    await losses?.add(model, batch);
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
  predictorOf(model).release();
  const metrics = await evaluator.evaluate({ size: loader.dataset?.length, dist });
  if (losses !== undefined) addFigures(metrics, await losses.means(dist));
  return metrics;
}

/** The batch's samples with predictions filled in, as the model in its present mode gives them. */
export async function predictBatch(
  model: BaseModel,
  batch: Batch,
  precision: Precision = 'float32',
): Promise<DataSample[]> {
  const tensors = model.dataPreprocessor.prepare(batch);
  try {
    const output = await predictorOf(model).run(tensors, precision);
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

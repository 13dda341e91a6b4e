import type { LoadReport, Module } from '@mma/nn';
import { EngineError } from '../errors.js';
import { describeLoad, loadWeights } from './load-weights.js';
import { openLazily } from './open-checkpoint.js';

/**
 * Loads a checkpoint's weights into a model that is to be used as it is: every weight of the model must be in the file.
 *
 * @throws EngineError `MMA_CHECKPOINT_INCOMPLETE` when some are missing or of another shape, or as `openCheckpoint` does
 */
export async function loadCheckpoint(model: Module, file: string): Promise<void> {
  await using checkpoint = await openLazily(file);
  assertComplete(await loadWeights(model, checkpoint.content, file), file);
}

/** @throws EngineError `MMA_CHECKPOINT_INCOMPLETE` when a load has left some weights of the model without their values. */
export function assertComplete(report: LoadReport, file: string): void {
  if (report.missing.length + report.mismatched.length === 0) return;
  throw new EngineError('MMA_CHECKPOINT_INCOMPLETE', `${file} does not fit the model.\n${describeLoad(report, file)}`, {
    hint: 'the checkpoint is of another model, or of another number of classes: check the config that it belongs to',
  });
}

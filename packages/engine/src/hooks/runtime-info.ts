import { z } from 'zod';
import { HOOKS } from '../registry/roots.js';
import { Hook, type MetricsPayload, type TrainStepPayload } from './hook.js';
import type { HookContext } from './hook-context.js';
import type { Priority } from './priority.js';

/** Records in the message hub what the other hooks and the log read: epoch, iteration, learning rate, losses, metrics. */
@HOOKS.register()
export class RuntimeInfoHook extends Hook {
  static readonly options = z
    .strictObject({})
    .describe('records epoch, iteration, learning rate, losses and metrics for the other hooks and the log');
  override priority: Priority = 'VERY_HIGH';

  override beforeRun({ messageHub, run }: HookContext): void {
    messageHub.updateInfo('cfg', run.configText);
    messageHub.updateInfo('seed', run.seed);
    messageHub.updateInfo('experiment_name', run.experimentName);
  }

  override beforeTrain({ messageHub, progress, datasetMeta }: HookContext): void {
    messageHub.updateInfo('loop_stage', 'train');
    messageHub.updateInfo('epoch', progress.epoch);
    messageHub.updateInfo('iter', progress.iter);
    messageHub.updateInfo('max_epochs', progress.maxEpochs);
    messageHub.updateInfo('max_iters', progress.maxIters);
    if (datasetMeta !== undefined) messageHub.updateInfo('dataset_meta', datasetMeta);
  }

  override beforeTrainEpoch({ messageHub, progress }: HookContext): void {
    messageHub.updateInfo('epoch', progress.epoch);
  }

  override beforeTrainIter({ messageHub, progress, optimWrapper }: HookContext): void {
    messageHub.updateInfo('iter', progress.iter);
    for (const [name, rate] of Object.entries(optimWrapper?.learningRates() ?? {})) {
      messageHub.updateScalar(`train/${name}`, rate);
    }
  }

  override afterTrainIter({ messageHub }: HookContext, { logVars }: TrainStepPayload): void {
    for (const [key, value] of Object.entries(logVars)) messageHub.updateScalar(`train/${key}`, value);
  }

  override beforeVal({ messageHub }: HookContext): void {
    messageHub.updateInfo('loop_stage', 'val');
  }

  override afterValEpoch({ messageHub }: HookContext, { metrics }: MetricsPayload): void {
    for (const [key, value] of Object.entries(metrics)) messageHub.updateScalar(`val/${key}`, value);
  }

  override afterVal({ messageHub, progress }: HookContext): void {
    if (progress.maxEpochs > 0) messageHub.updateInfo('loop_stage', 'train');
    else messageHub.removeInfo('loop_stage');
  }

  override afterTrain({ messageHub }: HookContext): void {
    messageHub.removeInfo('loop_stage');
  }

  override beforeTest({ messageHub }: HookContext): void {
    messageHub.updateInfo('loop_stage', 'test');
  }

  override afterTestEpoch({ messageHub }: HookContext, { metrics }: MetricsPayload): void {
    for (const [key, value] of Object.entries(metrics)) messageHub.updateScalar(`test/${key}`, value);
  }

  override afterTest({ messageHub }: HookContext): void {
    messageHub.removeInfo('loop_stage');
  }
}

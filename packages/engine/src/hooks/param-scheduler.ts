import { z } from 'zod';
import { HOOKS } from '../registry/roots.js';
import { Hook, type MetricsPayload } from './hook.js';
import type { HookContext } from './hook-context.js';
import type { Priority } from './priority.js';

/** Steps the schedulers: after every iteration or every epoch, as each of them asks, and after validations with the metrics. */
@HOOKS.register()
export class ParamSchedulerHook extends Hook {
  static readonly options = z
    .strictObject({})
    .describe('steps the schedulers, after every iteration, epoch or validation as each asks');
  override priority: Priority = 'LOW';

  override afterTrainIter({ paramSchedulers }: HookContext): void {
    for (const scheduler of paramSchedulers) if (!scheduler.byEpoch) scheduler.step();
  }

  override afterTrainEpoch({ paramSchedulers }: HookContext): void {
    for (const scheduler of paramSchedulers) if (scheduler.byEpoch) scheduler.step();
  }

  override afterValEpoch({ paramSchedulers }: HookContext, { metrics }: MetricsPayload): void {
    for (const scheduler of paramSchedulers) scheduler.afterValidation(metrics);
  }
}

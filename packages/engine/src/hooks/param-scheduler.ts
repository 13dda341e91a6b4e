import { z } from 'zod';
import { HOOKS } from '../registry/roots.js';
import { Hook } from './hook.js';
import type { HookContext } from './hook-context.js';
import type { Priority } from './priority.js';

/** Steps the schedulers: after every iteration or every epoch, as each of them asks. */
@HOOKS.register()
export class ParamSchedulerHook extends Hook {
  static readonly options = z.strictObject({});
  override priority: Priority = 'LOW';

  override afterTrainIter({ paramSchedulers }: HookContext): void {
    for (const scheduler of paramSchedulers) if (!scheduler.byEpoch) scheduler.step();
  }

  override afterTrainEpoch({ paramSchedulers }: HookContext): void {
    for (const scheduler of paramSchedulers) if (scheduler.byEpoch) scheduler.step();
  }
}

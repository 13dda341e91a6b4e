import { z } from 'zod';
import { LOOPS } from '../registry/roots.js';
import { evalPass } from './eval-pass.js';
import type { EvalContext } from './loop-context.js';
import { EvalLoop } from './loops.js';

/** A validation pass: between epochs, or alone. */
@LOOPS.register()
export class ValLoop extends EvalLoop {
  static readonly options = z.strictObject({});

  override async run(context: EvalContext): Promise<Record<string, number>> {
    const { hooks, progress } = context;
    await hooks.call('beforeVal');
    await hooks.call('beforeValEpoch');
    const metrics = await evalPass(context, { mode: 'val', before: 'beforeValIter', after: 'afterValIter' });
    // Before the hooks, so that a checkpoint of theirs says so.
    progress.validationDue = false;
    await hooks.call('afterValEpoch', { metrics });
    await hooks.call('afterVal');
    context.emit({ type: 'val-end', epoch: progress.epoch, metrics });
    return metrics;
  }
}

import { z } from 'zod';
import { LOOPS } from '../registry/roots.js';
import { evalPass } from './eval-pass.js';
import type { EvalContext } from './loop-context.js';
import { EvalLoop } from './loops.js';

/** A pass over the test set. */
@LOOPS.register()
export class TestLoop extends EvalLoop {
  static readonly options = z.strictObject({});

  override async run(context: EvalContext): Promise<Record<string, number>> {
    const { hooks, progress } = context;
    await hooks.call('beforeTest');
    await hooks.call('beforeTestEpoch');
    const metrics = await evalPass(context, { mode: 'test', before: 'beforeTestIter', after: 'afterTestIter' });
    await hooks.call('afterTestEpoch', { metrics });
    await hooks.call('afterTest');
    context.emit({ type: 'test-end', epoch: progress.epoch, metrics });
    return metrics;
  }
}

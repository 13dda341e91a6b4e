import type { Precision } from '@mma/backend';
import type { z } from 'zod';
import { LOOPS } from '../registry/roots.js';
import { type EvalLoopSettings, evalLoopOptions } from './eval-options.js';
import { evalPass } from './eval-pass.js';
import { evalPrecision } from './eval-precision.js';
import type { EvalContext } from './loop-context.js';
import { EvalLoop } from './loops.js';

/** A pass over the test set. */
@LOOPS.register()
export class TestLoop extends EvalLoop {
  static readonly options = evalLoopOptions.describe('a pass over the test set');
  private readonly settings: EvalLoopSettings;
  private precision: Precision | undefined;

  constructor(given: z.input<typeof evalLoopOptions> = {}) {
    super();
    this.settings = evalLoopOptions.parse(given);
  }

  override async run(context: EvalContext): Promise<Record<string, number>> {
    const { hooks, progress } = context;
    this.precision ??= evalPrecision(this.settings.fp16, context.log);
    await hooks.call('beforeTest');
    await hooks.call('beforeTestEpoch');
    const points = { mode: 'test', before: 'beforeTestIter', after: 'afterTestIter' } as const;
    const metrics = await evalPass(context, points, { ...this.settings, precision: this.precision });
    await hooks.call('afterTestEpoch', { metrics });
    await hooks.call('afterTest');
    context.emit({ type: 'test-end', epoch: progress.epoch, metrics });
    return metrics;
  }
}

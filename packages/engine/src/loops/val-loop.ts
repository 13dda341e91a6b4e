import type { Precision } from '@mma/backend';
import type { z } from 'zod';
import { LOOPS } from '../registry/roots.js';
import { type EvalLoopSettings, evalLoopOptions } from './eval-options.js';
import { evalPass } from './eval-pass.js';
import { evalPrecision } from './eval-precision.js';
import type { EvalContext } from './loop-context.js';
import { EvalLoop } from './loops.js';

/** A validation pass: between epochs, or alone. */
@LOOPS.register()
export class ValLoop extends EvalLoop {
  static readonly options = evalLoopOptions.describe('a pass over the validation set: between epochs, or alone');
  private readonly settings: EvalLoopSettings;
  private precision: Precision | undefined;

  constructor(given: z.input<typeof evalLoopOptions> = {}) {
    super();
    this.settings = evalLoopOptions.parse(given);
  }

  override async run(context: EvalContext): Promise<Record<string, number>> {
    const { hooks, progress } = context;
    this.precision ??= evalPrecision(this.settings.fp16, context.log);
    await hooks.call('beforeVal');
    await hooks.call('beforeValEpoch');
    const points = { mode: 'val', before: 'beforeValIter', after: 'afterValIter' } as const;
    const metrics = await evalPass(context, points, { ...this.settings, precision: this.precision });
    // Before the hooks, so that a checkpoint of theirs says so.
    progress.validationDue = false;
    await hooks.call('afterValEpoch', { metrics });
    await hooks.call('afterVal');
    context.emit({ type: 'val-end', epoch: progress.epoch, metrics });
    return metrics;
  }
}

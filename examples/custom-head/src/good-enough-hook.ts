import { HOOKS, Hook, type HookContext, type MetricsPayload } from '@mma/engine';
import { z } from 'zod';

const options = z
  .strictObject({
    metric: z.string().describe('a metric of the validation'),
    target: z.number().describe('the value from which on training may end'),
  })
  .describe('ends training once a metric is good enough');

/** Ends training once a metric is good enough. */
@HOOKS.register({ scope: 'lab' })
export class GoodEnoughHook extends Hook {
  static readonly options = options;

  constructor(private readonly settings: z.output<typeof options>) {
    super();
  }

  override afterValEpoch({ logger, stopTraining }: HookContext, { metrics }: MetricsPayload): void {
    const { metric, target } = this.settings;
    if ((metrics[metric] ?? Number.NEGATIVE_INFINITY) < target) return;
    logger.info(`${metric} is ${metrics[metric]!.toFixed(3)}: good enough`);
    stopTraining();
  }
}

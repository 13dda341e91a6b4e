import { z } from 'zod';

/** Options of validation and test passes. */
export const evalLoopOptions = z.strictObject({
  logLosses: z
    .boolean()
    .default(false)
    .describe("whether the model's losses on these samples are logged beside the metrics, as loss, loss_cls, …"),
  fp16: z
    .literal(false, { error: 'only false: predictions are made in 32-bit floats' })
    .default(false)
    .describe('MMEngine has half precision here'),
});

export type EvalLoopSettings = z.output<typeof evalLoopOptions>;

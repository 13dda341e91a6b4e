import { z } from 'zod';

/** Options of validation and test passes. */
export const evalLoopOptions = z.strictObject({
  logLosses: z
    .boolean()
    .default(false)
    .describe("whether the model's losses on these samples are logged beside the metrics, as loss, loss_cls, …"),
  fp16: z
    .boolean()
    .default(false)
    .describe(
      'whether predictions compute in bfloat16 (on a GPU in float16) where the device is faster in it; losses stay in float32',
    ),
});

export type EvalLoopSettings = z.output<typeof evalLoopOptions>;

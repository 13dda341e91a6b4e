import { z } from 'zod';

/** Options that every metric of MMEngine has; a metric's own schema extends it: `metricOptions.extend({ … })`. */
export const metricOptions = z.object({
  prefix: z.string().optional().describe("put before the keys of the figures, in place of the metric's own prefix"),
  collectDevice: z.enum(['cpu', 'gpu']).default('cpu').describe('accepted without effect: results are on the CPU'),
});

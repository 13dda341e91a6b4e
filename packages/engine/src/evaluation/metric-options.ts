import { z } from 'zod';

/** Options that every metric of MMEngine has; a metric's own schema extends it: `metricOptions.extend({ … })`. */
export const metricOptions = z.object({
  /** Put before the keys of the figures, in place of the metric's own prefix. */
  prefix: z.string().optional(),
  /** Where results of several processes are gathered. Accepted as MMEngine's configs have it; all results are on the CPU here. */
  collectDevice: z.enum(['cpu', 'gpu']).default('cpu'),
});

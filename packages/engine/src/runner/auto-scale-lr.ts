import { z } from 'zod';
import type { Logger } from '../logging/logger.js';
import type { ParamGroup } from '../optimizers/param-group.js';

export const autoScaleLrOptions = z.strictObject({
  enable: z.boolean().default(false),
  /** The batch size that the config's learning rate was chosen for. */
  baseBatchSize: z.int().min(1),
});

/** Scales learning rates with the batch size (Goyal et al., "Accurate, Large Minibatch SGD"), before any schedule begins. */
export function autoScaleLr(
  groups: readonly ParamGroup[],
  batchSize: number | undefined,
  { settings, logger }: { settings: z.output<typeof autoScaleLrOptions> | undefined; logger: Logger },
): void {
  if (settings?.enable !== true || batchSize === undefined) return;
  const ratio = batchSize / settings.baseBatchSize;
  logger.info(
    `LR is set based on batch size of ${settings.baseBatchSize} and the current batch size is ${batchSize}. ` +
      `Scaling the original LR by ${ratio}.`,
  );
  for (const group of groups) group.lr *= ratio;
}

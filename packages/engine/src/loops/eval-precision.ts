import { canComputeIn, halfPrecision, type Precision } from '@mma/backend';
import type { LineLog } from '../optim/base-optim-wrapper.js';

/** In what a pass with the option `fp16` predicts; the log says so, and why it is float32 after all. */
export function evalPrecision(fp16: boolean, log: LineLog): Precision {
  if (!fp16) return 'float32';
  const half = halfPrecision();
  const able = canComputeIn(half);
  if (able.can) log.info(`fp16: predictions compute in ${half}.`);
  else log.warning(`fp16: ${able.why}; predictions are made in float32.`);
  return able.can ? half : 'float32';
}

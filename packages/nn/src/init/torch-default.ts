import type { Initializer } from '../parameter.js';
import { fans } from './fan.js';
import { kaimingUniform } from './kaiming.js';
import { uniform } from './uniform.js';

/** What PyTorch gives Linear and Conv weights that nobody initialises: uniform in ±1/√fan_in. */
export function torchWeight(): Initializer {
  return kaimingUniform({ a: Math.sqrt(5) });
}

/** The bias beside a weight of `weightShape`: uniform in ±1/√fan_in. */
export function torchBias(weightShape: readonly number[]): Initializer {
  const bound = 1 / Math.sqrt(fans(weightShape).fanIn);
  return uniform({ low: -bound, high: bound });
}

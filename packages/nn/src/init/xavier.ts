import type { Initializer } from '../parameter.js';
import { fans } from './fan.js';
import { normal } from './normal.js';
import { uniform } from './uniform.js';

/** Normal with std = gain · √(2 / (fan_in + fan_out)) (Glorot and Bengio, 2010). */
export function xavierNormal(options: { gain?: number } = {}): Initializer {
  return (shape, seed) => normal({ std: xavierStd(shape, options.gain) })(shape, seed);
}

/** Uniform of the same standard deviation. */
export function xavierUniform(options: { gain?: number } = {}): Initializer {
  return (shape, seed) => {
    const bound = Math.sqrt(3) * xavierStd(shape, options.gain);
    return uniform({ low: -bound, high: bound })(shape, seed);
  };
}

function xavierStd(shape: readonly number[], gain = 1): number {
  const { fanIn, fanOut } = fans(shape);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}

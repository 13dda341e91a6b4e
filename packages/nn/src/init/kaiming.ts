import type { Initializer } from '../parameter.js';
import { fans } from './fan.js';
import { normal } from './normal.js';
import { uniform } from './uniform.js';

export interface KaimingOptions {
  /** Negative slope of the leaky ReLU that follows; 0 for ReLU. Default 0. */
  a?: number;
  /** 'fan_in' keeps the variance of activations, 'fan_out' that of gradients. Default 'fan_in'. */
  mode?: 'fan_in' | 'fan_out';
}

/** Normal with std = √(2 / (1 + a²) / fan) (He et al., "Delving Deep into Rectifiers", 2015). */
export function kaimingNormal(options: KaimingOptions = {}): Initializer {
  return (shape, seed) => normal({ std: kaimingStd(shape, options) })(shape, seed);
}

/** Uniform of the same standard deviation; `a = √5` is PyTorch's default for Linear and Conv weights. */
export function kaimingUniform(options: KaimingOptions = {}): Initializer {
  return (shape, seed) => {
    const bound = Math.sqrt(3) * kaimingStd(shape, options);
    return uniform({ low: -bound, high: bound })(shape, seed);
  };
}

function kaimingStd(shape: readonly number[], { a = 0, mode = 'fan_in' }: KaimingOptions): number {
  const { fanIn, fanOut } = fans(shape);
  return Math.sqrt(2 / (1 + a * a) / (mode === 'fan_in' ? fanIn : fanOut));
}

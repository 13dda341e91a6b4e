import type { Initializer } from '../parameter.js';
import { fans } from './fan.js';
import { normal } from './normal.js';
import { uniform } from './uniform.js';

export interface KaimingOptions {
  /** Negative slope of the leaky ReLU that follows; 0 for ReLU. Default 0. */
  a?: number;
  /** 'fan_in' keeps the variance of activations, 'fan_out' that of gradients. Default 'fan_in'. */
  mode?: 'fan_in' | 'fan_out';
  /** What follows the layer, which the gain depends on as in PyTorch. Default 'leaky_relu': with `a` = 0 it is ReLU. */
  nonlinearity?: Nonlinearity;
}

export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leaky_relu' | 'selu';

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

function kaimingStd(shape: readonly number[], { a = 0, mode = 'fan_in', ...rest }: KaimingOptions): number {
  const { fanIn, fanOut } = fans(shape);
  return gain(rest.nonlinearity ?? 'leaky_relu', a) / Math.sqrt(mode === 'fan_in' ? fanIn : fanOut);
}

/** PyTorch's `calculate_gain`. */
function gain(nonlinearity: Nonlinearity, a: number): number {
  switch (nonlinearity) {
    case 'linear':
    case 'sigmoid':
      return 1;
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.SQRT2;
    case 'leaky_relu':
      return Math.sqrt(2 / (1 + a * a));
    case 'selu':
      return 3 / 4;
  }
}

import { type Initializer, init } from '@mma/nn';
import type { LayerCfg } from './options.js';

/** What the weights and the biases of a layer begin with. */
export interface LayerInitializers {
  weight: Initializer;
  bias: Initializer;
  /** For the log. */
  text: string;
}

type Way = LayerCfg extends infer C ? (C extends LayerCfg ? Omit<C, 'layer' | 'override'> : never) : never;

/** The initialisers that a cfg describes. */
export function initializersOf(way: Way): LayerInitializers {
  const { bias, biasProb } = way;
  const start = biasProb === undefined ? bias : -Math.log((1 - biasProb) / biasProb);
  return { weight: weightOf(way), bias: init.constant(start), text: textOf(way) };
}

function weightOf(way: Way): Initializer {
  switch (way.type) {
    case 'Constant':
      return init.constant(way.val);
    case 'Xavier':
      return way.distribution === 'uniform' ? init.xavierUniform(way) : init.xavierNormal(way);
    case 'Normal':
      return init.normal(way);
    case 'TruncNormal':
      return init.truncNormal(way);
    case 'Uniform':
      return init.uniform({ low: way.a, high: way.b });
    case 'Kaiming':
      return way.distribution === 'uniform' ? init.kaimingUniform(way) : init.kaimingNormal(way);
    case 'Caffe2Xavier':
      return init.kaimingUniform({ a: 1 });
  }
}

function textOf({ type, ...settings }: Way): string {
  const known = Object.entries(settings).filter(
    ([name, value]) => value !== undefined && !['layer', 'override', 'name'].includes(name),
  );
  return `${type}(${known.map(([name, value]) => `${name}=${String(value)}`).join(', ')})`;
}

import { type Pair, type Tensor, type Tensor4D, tf } from '@mma/backend';
import { Module } from '../module.js';
import { pair } from './pair.js';
import { settings } from './settings.js';

/** Average over H and W down to a fixed size, with PyTorch's bins (they overlap where sizes do not divide). */
export class AdaptiveAvgPool2d extends Module {
  readonly #size: [number, number];

  constructor(outputSize: Pair) {
    super();
    this.#size = pair(outputSize);
  }

  override extraRepr(): string {
    return settings('', [['output_size', this.#size]]);
  }

  /** [B, H, W, C] → [B, h, w, C] */
  forward(x: Tensor4D): Tensor4D {
    const [height, width] = this.#size;
    return tf.tidy(() => averageBins(averageBins(x, 1, height), 2, width)) as Tensor4D;
  }
}

/** Averages `axis` into `bins` bins; bin i spans [⌊i·n/bins⌋, ⌈(i+1)·n/bins⌉). */
function averageBins(x: Tensor, axis: number, bins: number): Tensor {
  if (bins === 1) return tf.mean(x, axis, true);
  const length = x.shape[axis]!;
  if (bins === length) return x;
  const parts = Array.from({ length: bins }, (_, bin) => {
    const from = Math.floor((bin * length) / bins);
    const to = Math.ceil(((bin + 1) * length) / bins);
    const begin = x.shape.map((_size, i) => (i === axis ? from : 0));
    const size = x.shape.map((full, i) => (i === axis ? to - from : full));
    return tf.mean(tf.slice(x, begin, size), axis, true);
  });
  return tf.concat(parts, axis);
}

import { maxPool2d, type Pair, type Tensor4D } from '@mma/backend';
import { Module } from '../module.js';
import { pair } from './pair.js';
import { settings } from './settings.js';

export interface MaxPool2dOptions {
  kernelSize: Pair;
  /** Default: the kernel's size. */
  stride?: Pair;
  /** On each side, with −∞. */
  padding?: Pair;
}

/** Maximum over windows of [B, H, W, C]. */
export class MaxPool2d extends Module {
  readonly #geometry: { kernel: [number, number]; stride: [number, number]; padding: [number, number] };

  constructor(options: MaxPool2dOptions) {
    super();
    this.#geometry = {
      kernel: pair(options.kernelSize),
      stride: pair(options.stride ?? options.kernelSize),
      padding: pair(options.padding ?? 0),
    };
  }

  override extraRepr(): string {
    const { kernel, stride, padding } = this.#geometry;
    return settings('', [
      ['kernel_size', kernel],
      ['stride', stride],
      ['padding', padding, 0],
    ]);
  }

  /** [B, H, W, C] → [B, H', W', C] */
  forward(x: Tensor4D): Tensor4D {
    return maxPool2d(x, this.#geometry);
  }
}

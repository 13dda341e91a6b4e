import type { Tensor } from '@mma/backend';
import { type Member, Module } from '../module.js';
import type { Layer } from './layer.js';

/** Layers one after the other, named '0', '1', …. */
export class Sequential extends Module {
  readonly layers: readonly Layer[];

  constructor(...layers: Layer[]) {
    super();
    this.layers = layers;
  }

  protected override *ownMembers(): Iterable<[string, Member]> {
    for (const [index, layer] of this.layers.entries()) yield [String(index), layer];
  }

  forward(x: Tensor): Tensor {
    return this.layers.reduce((value, layer) => layer.forward(value), x);
  }
}

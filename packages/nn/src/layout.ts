import { fromPermuted, fromPermutedAsync, keepApart, readPermuted, type Tensor, tf } from '@mma/backend';

/**
 * How a parameter lies inside, against PyTorch's order at the border: axis i inside is PyTorch's axis `axes[i]`.
 * State dicts, initialisers and shapes speak PyTorch's order; only the tensors that kernels read use this one.
 */
export class Layout {
  readonly #axes: readonly number[] | null;

  /** @param axes permutation of PyTorch's axes, or nothing where both orders are the same */
  constructor(axes?: readonly number[]) {
    this.#axes = axes ?? null;
  }

  /** A shape in PyTorch's order → the shape inside. */
  shapeInside(shape: readonly number[]): number[] {
    return this.#axes === null ? [...shape] : this.#axes.map((axis) => shape[axis]!);
  }

  /** Numbers in PyTorch's order → a new tensor inside; `data` belongs to the caller again afterwards. */
  fromNumbers(data: Float32Array, shape: readonly number[]): Tensor {
    return fromPermuted(data, shape, this.#axes ?? shape.map((_, axis) => axis));
  }

  /** `fromNumbers` on another thread where they are many; `data` must not change meanwhile. */
  fromNumbersAsync(data: Float32Array, shape: readonly number[]): Promise<Tensor> {
    return fromPermutedAsync(data, shape, this.#axes ?? shape.map((_, axis) => axis));
  }

  /** A tensor in PyTorch's order → a new tensor inside, where long-lived ones lie. */
  fromTorch(value: Tensor): Tensor {
    const axes = this.#axes;
    return axes === null ? keepApart(value) : tf.tidy(() => keepApart(tf.transpose(value, [...axes])));
  }

  /** A tensor as it lies inside → a new tensor in PyTorch's order. */
  toTorch(value: Tensor): Tensor {
    if (this.#axes === null) return tf.clone(value);
    return tf.transpose(value, this.#axesOutside(value.rank));
  }

  /** The numbers of a float32 tensor as it lies inside, in PyTorch's order, into an array of just that many. */
  readTorch(value: Tensor, target: Float32Array): Promise<void> {
    return readPermuted(value, this.#axesOutside(value.rank), target);
  }

  #axesOutside(rank: number): number[] {
    const axes = this.#axes;
    return Array.from({ length: rank }, (_, torchAxis) => (axes === null ? torchAxis : axes.indexOf(torchAxis)));
  }
}

/** The same order inside and outside: vectors, linear weights. */
export const PLAIN = new Layout();

/** PyTorch's OIHW filters, held as HWIO. */
export const CONV2D = new Layout([2, 3, 1, 0]);

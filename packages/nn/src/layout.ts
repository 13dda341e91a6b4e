import { type Tensor, tf } from '@mma/backend';

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

  /** Whether numbers of this shape (PyTorch's order) lie in another order inside, so that `fromTorch` moves them. */
  moves(shape: readonly number[]): boolean {
    const kept = this.#axesThatCount(shape);
    return kept.some((axis, index) => index > 0 && axis < kept[index - 1]!);
  }

  /** A shape in PyTorch's order → the shape inside. */
  shapeInside(shape: readonly number[]): number[] {
    return this.#axes === null ? [...shape] : this.#axes.map((axis) => shape[axis]!);
  }

  /** A tensor in PyTorch's order → a new tensor inside. */
  fromTorch(value: Tensor): Tensor {
    if (this.#axes === null) return tf.clone(value);
    // Axes of length 1 mean nothing to the order, and TensorFlow transposes a matrix twice as fast as a filter of 1 × 1.
    const kept = this.#axesThatCount(value.shape);
    const outside = kept.toSorted((a, b) => a - b);
    return tf.tidy(() => {
      const dense = tf.reshape(
        value,
        outside.map((axis) => value.shape[axis]!),
      );
      const moved = tf.transpose(
        dense,
        kept.map((axis) => outside.indexOf(axis)),
      );
      return tf.reshape(moved, this.shapeInside(value.shape));
    });
  }

  /** PyTorch's axes longer than 1, in the order inside. */
  #axesThatCount(shape: readonly number[]): number[] {
    return (this.#axes ?? []).filter((axis) => shape[axis] !== 1);
  }

  /** A tensor as it lies inside → a new tensor in PyTorch's order. */
  toTorch(value: Tensor): Tensor {
    if (this.#axes === null) return tf.clone(value);
    const axes = this.#axes;
    return tf.transpose(
      value,
      axes.map((_, torchAxis) => axes.indexOf(torchAxis)),
    );
  }
}

/** The same order inside and outside: vectors, linear weights. */
export const PLAIN = new Layout();

/** PyTorch's OIHW filters, held as HWIO. */
export const CONV2D = new Layout([2, 3, 1, 0]);

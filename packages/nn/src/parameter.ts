import { type Tensor, tf } from '@mma/backend';
import { NnError } from './errors.js';
import { type Layout, PLAIN } from './layout.js';

/**
 * Makes a first value of a parameter: PyTorch shape and 2 × 32 bits of seed in, tensor of that shape out.
 * A pure function: the same arguments give the same numbers.
 */
export type Initializer = (shape: readonly number[], seed: readonly [number, number]) => Tensor;

export interface SlotOptions {
  /** Value before anything is trained or loaded. */
  init: Initializer;
  /** How the value lies inside; PyTorch's order when not given. */
  layout?: Layout;
}

/** A named place for a tensor in a module: what parameters and buffers have in common. */
export abstract class TensorSlot {
  /** Shape in PyTorch's order. */
  readonly shape: readonly number[];
  readonly layout: Layout;
  /** Makes the first value; whoever says how layers begin (`init_cfg`) may put another in its place before that. */
  init: Initializer;
  /** Type at the border (state dicts). */
  abstract readonly dtype: 'float32' | 'int64';
  #value: Tensor | null = null;

  constructor(shape: readonly number[], options: SlotOptions) {
    this.shape = shape;
    this.layout = options.layout ?? PLAIN;
    this.init = options.init;
  }

  get hasValue(): boolean {
    return this.#value !== null;
  }

  /**
   * The tensor as it lies inside (HWIO for 2-D filters). It stays valid until the next `assign` or `dispose`.
   * @throws NnError `MMA_NN_NO_VALUE` when it was neither initialised nor loaded
   */
  get value(): Tensor {
    if (this.#value === null) {
      throw new NnError(
        'MMA_NN_NO_VALUE',
        `a parameter or buffer of shape [${this.shape.join(', ')}] has no value yet`,
        'call initWeights(seed) or loadStateDict(state) on the model before its first forward pass',
      );
    }
    return this.#value;
  }

  /**
   * Takes `next` (laid out as inside) as the new value, keeps it alive beyond `tf.tidy`, frees the former one.
   * The slot owns `next` from here on.
   */
  assign(next: Tensor): void {
    const expected = this.layout.shapeInside(this.shape);
    if (next.rank !== expected.length || next.shape.some((size, axis) => size !== expected[axis])) {
      throw new NnError(
        'MMA_NN_SHAPE',
        `cannot assign a tensor of shape [${next.shape.join(', ')}]: it lies inside as [${expected.join(', ')}]`,
        "tensors in PyTorch's order go through `layout.fromTorch` first",
      );
    }
    if (next === this.#value) return;
    const former = this.#value;
    this.#value = tf.keep(next);
    former?.dispose();
  }

  /** Frees the value; the slot can be initialised or loaded again. */
  dispose(): void {
    this.#value?.dispose();
    this.#value = null;
  }
}

export interface ParameterOptions extends SlotOptions {
  requiresGrad?: boolean;
}

/**
 * A trained tensor of a module. `value` is a plain tensor that `assign` swaps, so a training step can be a pure
 * function of the current values.
 */
export class Parameter extends TensorSlot {
  readonly dtype = 'float32';
  /** false: frozen; optimizers take no gradient of it. */
  requiresGrad: boolean;

  constructor(shape: readonly number[], options: ParameterOptions) {
    super(shape, options);
    this.requiresGrad = options.requiresGrad ?? true;
  }
}

export interface ModuleBufferOptions extends SlotOptions {
  /** 'int64' is held as an int32 tensor and widened at the border. Default 'float32'. */
  dtype?: 'float32' | 'int64';
}

/** State that is saved with a module but never trained, such as running statistics. */
export class ModuleBuffer extends TensorSlot {
  readonly dtype: 'float32' | 'int64';

  constructor(shape: readonly number[], options: ModuleBufferOptions) {
    super(shape, options);
    this.dtype = options.dtype ?? 'float32';
  }
}

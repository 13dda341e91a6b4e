import { type Tensor, tf } from '@mma/backend';
import type { Layout } from './layout.js';
import type { TensorSlot } from './parameter.js';
import type { TensorData } from './state-dict.js';

/** How a snapshot's tensor is called and laid out at the border. */
interface Border {
  dtype: 'float32' | 'int64';
  /** in PyTorch's order */
  shape: readonly number[];
  layout: Layout;
}

/**
 * A value of a module or an optimizer as it is now, in PyTorch's layout, read out of TensorFlow only when its turn comes. So a
 * checkpoint is written without all of it being in memory once more. Whoever takes it disposes of it.
 */
export class TensorSnapshot {
  readonly dtype: 'float32' | 'int64';
  readonly shape: readonly number[];
  readonly #layout: Layout;
  readonly #tensor: Tensor;

  /** @param value as it lies inside; the snapshot has a handle of its own */
  constructor(value: Tensor, { dtype, shape, layout }: Border) {
    this.dtype = dtype;
    this.shape = shape;
    this.#layout = layout;
    this.#tensor = tf.keep(tf.clone(value));
  }

  static of(slot: TensorSlot): TensorSnapshot {
    return new TensorSnapshot(slot.value, slot);
  }

  /** The values, which belong to the caller. */
  async read(): Promise<TensorData> {
    const { dtype, shape } = this;
    const size = this.#tensor.size;
    const data = dtype === 'int64' ? new BigInt64Array(size) : new Float32Array(size);
    await this.readInto(new Uint8Array(data.buffer));
    return { dtype, shape, data };
  }

  /** The values into memory of just their length, which starts at a multiple of 8 bytes. */
  async readInto({ buffer, byteOffset }: Uint8Array<ArrayBuffer>): Promise<void> {
    const tensor = this.#tensor;
    if (this.dtype === 'float32') {
      await this.#layout.readTorch(tensor, new Float32Array(buffer, byteOffset, tensor.size));
      return;
    }
    const outside = this.#layout.toTorch(tensor);
    try {
      new BigInt64Array(buffer, byteOffset, tensor.size).set(BigInt64Array.from(await outside.data(), BigInt));
    } finally {
      outside.dispose();
    }
  }

  dispose(): void {
    this.#tensor.dispose();
  }
}

/** Reads snapshots one after the other and disposes of all of them. */
export async function readSnapshots<Name>(
  snapshots: ReadonlyMap<Name, TensorSnapshot>,
): Promise<Map<Name, TensorData>> {
  const read = new Map<Name, TensorData>();
  try {
    for (const [name, snapshot] of snapshots) read.set(name, await snapshot.read());
    return read;
  } finally {
    for (const snapshot of snapshots.values()) snapshot.dispose();
  }
}

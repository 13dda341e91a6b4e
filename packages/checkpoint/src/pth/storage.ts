import { swapBytes } from '../pickle/numpy-globals.js';
import { PythonObject } from '../pickle/values.js';
import { type DType, dtypes } from '../tensors/dtype.js';
import { checkView, gather, isContiguous, span, type View } from '../tensors/strided.js';
import { elementCount, type LazyTensor, type TensorData, tensorFromBytes } from '../tensors/tensor.js';

/** Where the bytes of a file's storages come from. */
export interface StorageReader {
  /** Size of the whole file: the measure for what may be allocated. */
  readonly fileBytes: number;
  readonly bigEndian: boolean;
  /** `length` bytes of storage `key` from byte `start`. */
  read(key: string, start: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A storage a file mentions: the memory behind one or more tensors. */
export class TorchStorage extends PythonObject {
  readonly key: string;
  /** Unknown for storages of quantized types; `uint8` for untyped ones. */
  readonly dtype: DType | undefined;
  readonly elements: number;
  /** Byte where this storage starts in the one stored under `key` (legacy files keep views of storages). */
  readonly start: number;

  constructor(className: string, part: { key: string; dtype: DType | undefined; elements: number; start?: number }) {
    super(className, []);
    this.key = part.key;
    this.dtype = part.dtype;
    this.elements = part.elements;
    this.start = part.start ?? 0;
  }

  get bytes(): number {
    return this.elements * (this.dtype === undefined ? 1 : dtypes[this.dtype].bytes);
  }
}

/** A tensor that is read by offset when asked for. */
export class StoredTensor implements LazyTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly #view: View;
  readonly #storage: TorchStorage;
  readonly #reader: StorageReader;

  constructor(view: View, storage: TorchStorage, reader: StorageReader) {
    checkView(view, storage.bytes, reader.fileBytes);
    this.dtype = view.dtype;
    this.shape = view.shape;
    this.#view = view;
    this.#storage = storage;
    this.#reader = reader;
  }

  async read(): Promise<TensorData> {
    const view = this.#view;
    if (elementCount(view.shape) === 0) return tensorFromBytes(view.dtype, view.shape, new Uint8Array());
    const width = dtypes[view.dtype].bytes;
    const start = this.#storage.start + view.offset * width;
    const stored = await this.#reader.read(this.#storage.key, start, span(view) * width);
    if (this.#reader.bigEndian) swapBytes(stored, view.dtype);
    return tensorFromBytes(view.dtype, view.shape, isContiguous(view) ? stored : gather(view, stored));
  }
}

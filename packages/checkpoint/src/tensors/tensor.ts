import { CheckpointError } from '../errors.js';
import { type DType, dtypes, isDType, type TensorArray } from './dtype.js';

/** A tensor in memory: row-major, contiguous, in PyTorch's layout (OIHW, OIDHW). A scalar has shape `[]`. */
export interface TensorData {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TensorArray;
}

/** A tensor that is still in its file, or on a device; `read` fetches just its bytes, anew on each call. */
export interface LazyTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  read(): Promise<TensorData>;
  /** Puts the elements into memory of just their length, where there is a way without taking more. */
  readInto?(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** Tensors by parameter name, in the model's order. */
export type StateDict = Map<string, TensorData>;

/** Number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

export function isTensorData(value: unknown): value is TensorData {
  return hasTensorHead(value) && 'data' in value && ArrayBuffer.isView(value.data);
}

export function isLazyTensor(value: unknown): value is LazyTensor {
  return hasTensorHead(value) && 'read' in value && typeof value.read === 'function';
}

function hasTensorHead(value: unknown): value is { dtype: DType; shape: number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dtype' in value &&
    typeof value.dtype === 'string' &&
    isDType(value.dtype) &&
    'shape' in value &&
    Array.isArray(value.shape)
  );
}

/** The tensor's own bytes, without a copy; throws where dtype, shape and data contradict each other. */
export function tensorBytes(tensor: TensorData, where: string): Uint8Array {
  const { dtype, shape, data } = tensor;
  const info = dtypes[dtype];
  const fits =
    data instanceof info.array &&
    shape.every((size) => Number.isSafeInteger(size) && size >= 0) &&
    data.length === elementCount(shape) * info.parts;
  if (!fits) {
    throw new CheckpointError(
      'MMA_CHECKPOINT_CONTENT',
      `${where}: a ${dtype} tensor of shape [${shape}] needs a ${info.array.name} of ${elementCount(shape) * info.parts} elements, got a ${data.constructor.name} of ${data.length}`,
    );
  }
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A tensor over bytes that nobody else holds; `bytes` is reused where its alignment allows. */
export function tensorFromBytes(dtype: DType, shape: readonly number[], bytes: Uint8Array<ArrayBuffer>): TensorData {
  const info = dtypes[dtype];
  const width = info.array.BYTES_PER_ELEMENT;
  const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  return { dtype, shape, data: new info.array(aligned.buffer, aligned.byteOffset, aligned.byteLength / width) };
}

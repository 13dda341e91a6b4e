import { beyondLimit, corrupt } from '../errors.js';
import { type DType, dtypes } from './dtype.js';
import { elementCount } from './tensor.js';

/** How a tensor lies in its storage; everything counted in elements. */
export interface View {
  readonly dtype: DType;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

const maxRank = 64;

/** Most bytes that tensors may take in memory: views and broadcasts let a file ask for more than it holds. */
export function allocationLimit(fileBytes: number): number {
  return Math.max(1 << 20, 16 * fileBytes);
}

/**
 * Check a view against the storage it lies in, before anything is allocated for it.
 *
 * Broadcast views (stride 0) are larger than their storage; `fileBytes` bounds by how much.
 */
export function checkView(view: View, storageBytes: number, fileBytes: number): void {
  const { dtype, offset, shape, strides } = view;
  const whole = (value: number) => Number.isSafeInteger(value) && value >= 0;
  if (shape.length !== strides.length || shape.length > maxRank || ![offset, ...shape, ...strides].every(whole)) {
    throw corrupt(`a tensor of shape [${shape}], strides [${strides}] and offset ${offset} cannot be`);
  }
  const bytes = elementCount(shape) * dtypes[dtype].bytes;
  if (bytes > 0 && (offset + span(view)) * dtypes[dtype].bytes > storageBytes) {
    throw corrupt(
      `a ${dtype} tensor of shape [${shape}], strides [${strides}] and offset ${offset} lies outside its storage of ${storageBytes} bytes`,
    );
  }
  if (bytes > allocationLimit(fileBytes)) {
    throw beyondLimit(`a tensor of shape [${shape}] needs ${bytes} bytes, the file has ${fileBytes}`);
  }
}

/** Elements from the first to the last one of a view, both included; 0 for an empty one. */
export function span({ shape, strides }: View): number {
  if (elementCount(shape) === 0) return 0;
  return shape.reduce((last, size, axis) => last + (size - 1) * (strides[axis] ?? 0), 1);
}

/** Strides of a row-major tensor. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= Math.max(shape[axis] ?? 0, 1);
  }
  return strides;
}

/** Whether the elements follow each other in row-major order; strides along axes of length 1 do not matter. */
export function isContiguous({ shape, strides }: View): boolean {
  const packed = contiguousStrides(shape);
  return elementCount(shape) === 0 || shape.every((size, axis) => size === 1 || strides[axis] === packed[axis]);
}

/** Copy a view whose first element is at the start of `source` into row-major order. */
export function gather(view: View, source: Uint8Array): Uint8Array<ArrayBuffer> {
  const { shape, strides, dtype } = view;
  const { bytes: width } = dtypes[dtype];
  const count = elementCount(shape);
  const target = new Uint8Array(count * width);
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let at = 0; at < count; at++) {
    for (let byte = 0; byte < width; byte++) target[at * width + byte] = source[from * width + byte] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] ?? 0;
      from += stride;
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 0)) break;
      from -= stride * (shape[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return target;
}

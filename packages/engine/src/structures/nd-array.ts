/** The array kinds that cross threads and end up in tensors. */
export type TypedArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** A dense array in row-major order: `data.length` is the product of `shape`. */
export interface NdArray<D extends TypedArray = Uint8Array> {
  data: D;
  shape: readonly number[];
}

/** The number of elements of a shape; 1 for a scalar's empty shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

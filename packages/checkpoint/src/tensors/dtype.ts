/** Element types, named as PyTorch names them. */
export type DType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'float8_e4m3fn'
  | 'float8_e4m3fnuz'
  | 'float8_e5m2'
  | 'float8_e5m2fnuz'
  | 'float8_e8m0fnu'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint64'
  | 'uint32'
  | 'uint16'
  | 'uint8'
  | 'bool'
  | 'complex64'
  | 'complex128';

/**
 * The array that holds a tensor's elements. 16-bit floats are raw bits in a `Uint16Array`, 8-bit floats raw bits in a
 * `Uint8Array`, `bool` is 0 or 1 in a `Uint8Array`, complex numbers are pairs (real, imaginary).
 */
export type TensorArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

interface TensorArrayConstructor {
  new (buffer: ArrayBuffer, byteOffset?: number, length?: number): TensorArray;
  readonly BYTES_PER_ELEMENT: number;
}

export interface DTypeInfo {
  /** Bytes of one element. */
  readonly bytes: number;
  readonly array: TensorArrayConstructor;
  /** Numbers of `array` that make one element: 2 for complex. */
  readonly parts: 1 | 2;
  /** PyTorch's typed storage class, where the type has one. */
  readonly storage?: string;
  readonly safetensors?: string;
}

const real = (
  array: TensorArrayConstructor,
  names: { storage?: string; safetensors?: string; bytes?: number },
): DTypeInfo => ({ bytes: array.BYTES_PER_ELEMENT, parts: 1, array, ...names });

/** Everything the formats need to know about each element type. */
export const dtypes: Readonly<Record<DType, DTypeInfo>> = {
  float64: real(Float64Array, { storage: 'DoubleStorage', safetensors: 'F64' }),
  float32: real(Float32Array, { storage: 'FloatStorage', safetensors: 'F32' }),
  float16: real(Uint16Array, { storage: 'HalfStorage', safetensors: 'F16' }),
  bfloat16: real(Uint16Array, { storage: 'BFloat16Storage', safetensors: 'BF16' }),
  float8_e4m3fn: real(Uint8Array, { safetensors: 'F8_E4M3' }),
  float8_e4m3fnuz: real(Uint8Array, {}),
  float8_e5m2: real(Uint8Array, { safetensors: 'F8_E5M2' }),
  float8_e5m2fnuz: real(Uint8Array, {}),
  float8_e8m0fnu: real(Uint8Array, { safetensors: 'F8_E8M0' }),
  int64: real(BigInt64Array, { storage: 'LongStorage', safetensors: 'I64' }),
  int32: real(Int32Array, { storage: 'IntStorage', safetensors: 'I32' }),
  int16: real(Int16Array, { storage: 'ShortStorage', safetensors: 'I16' }),
  int8: real(Int8Array, { storage: 'CharStorage', safetensors: 'I8' }),
  uint64: real(BigUint64Array, { safetensors: 'U64' }),
  uint32: real(Uint32Array, { safetensors: 'U32' }),
  uint16: real(Uint16Array, { safetensors: 'U16' }),
  uint8: real(Uint8Array, { storage: 'ByteStorage', safetensors: 'U8' }),
  bool: real(Uint8Array, { storage: 'BoolStorage', safetensors: 'BOOL' }),
  complex64: { bytes: 8, parts: 2, array: Float32Array, storage: 'ComplexFloatStorage' },
  complex128: { bytes: 16, parts: 2, array: Float64Array, storage: 'ComplexDoubleStorage' },
};

export function isDType(name: string): name is DType {
  return Object.hasOwn(dtypes, name);
}

const byStorage = new Map(Object.entries(dtypes).map(([name, info]) => [info.storage, name as DType]));
const bySafetensors = new Map(Object.entries(dtypes).map(([name, info]) => [info.safetensors, name as DType]));

/** The element type of a PyTorch storage class such as `FloatStorage`. */
export function dtypeOfStorage(className: string): DType | undefined {
  return byStorage.get(className);
}

/** The element type of a name in a `.safetensors` header such as `BF16`. */
export function dtypeOfSafetensors(name: string): DType | undefined {
  return bySafetensors.get(name);
}

import { corrupt } from '../errors.js';
import { type DType, dtypes, type TensorArray } from '../tensors/dtype.js';
import { contiguousStrides, gather } from '../tensors/strided.js';
import { elementCount, tensorFromBytes } from '../tensors/tensor.js';
import { widenToFloat32 } from '../tensors/widen.js';
import type { Buildable, Builder } from './instantiate.js';
import { type CheckpointValue, PythonGlobal, PythonObject } from './values.js';

const numpyDtypes: Readonly<Record<string, DType>> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
  c8: 'complex64',
  c16: 'complex128',
};

/** `numpy.dtype`: a kind and size such as `f8`, and, set as state, the byte order. */
class NumpyDType extends PythonObject implements Buildable {
  readonly dtype: DType | undefined;
  bigEndian = false;

  constructor(code: CheckpointValue) {
    super('numpy.dtype', [code]);
    this.dtype = typeof code === 'string' && Object.hasOwn(numpyDtypes, code) ? numpyDtypes[code] : undefined;
  }

  setState(state: CheckpointValue): void {
    this.state = state;
    this.bigEndian = Array.isArray(state) && state[1] === '>';
  }
}

/**
 * `numpy.ndarray`, filled by its state. Where the elements are numbers it is a `TensorData`; arrays of objects, text
 * or records keep their raw `state` instead.
 */
export class NumpyArray extends PythonObject implements Buildable {
  dtype: DType | undefined;
  shape: readonly number[] = [0];
  /** Row-major. */
  data: TensorArray | undefined;

  constructor() {
    super('numpy.ndarray', []);
  }

  setState(state: CheckpointValue): void {
    this.state = state;
    if (!Array.isArray(state)) throw corrupt('a numpy array in the pickle has no state');
    const [, shape, dtype, columnMajor, raw] = state as CheckpointValue[];
    if (dtype instanceof NumpyDType && dtype.dtype !== undefined) {
      this.#fill({ dtype, shape, raw, columnMajor: columnMajor === true });
    }
  }

  #fill(array: { dtype: NumpyDType; shape: CheckpointValue; raw: CheckpointValue; columnMajor: boolean }): void {
    const { raw, shape } = array;
    const dtype = array.dtype.dtype;
    if (dtype === undefined) return;
    if (!Array.isArray(shape) || shape.length > 64 || !shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
      throw corrupt('a numpy array in the pickle has no valid shape');
    }
    if (!(raw instanceof Uint8Array) || raw.byteLength !== elementCount(shape) * dtypes[dtype].bytes) {
      throw corrupt(`a numpy array of shape [${shape}] and type ${dtype} has not the bytes for it`);
    }
    let bytes: Uint8Array<ArrayBuffer> = raw.slice();
    if (array.dtype.bigEndian) swapBytes(bytes, dtype);
    if (array.columnMajor) {
      const strides = contiguousStrides([...shape].reverse()).reverse();
      bytes = gather({ dtype, shape, strides, offset: 0 }, bytes);
    }
    this.dtype = dtype;
    this.shape = Array.from(shape);
    this.state = undefined;
    this.data = tensorFromBytes(dtype, shape, bytes).data;
  }
}

/** Reverse the bytes of each number, in place: big-endian data to little-endian. */
export function swapBytes(bytes: Uint8Array<ArrayBuffer>, dtype: DType): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = dtypes[dtype].array.BYTES_PER_ELEMENT;
  if (width === 2) buffer.swap16();
  else if (width === 4) buffer.swap32();
  else if (width === 8) buffer.swap64();
}

function scalar([dtype, raw]: readonly CheckpointValue[]): CheckpointValue {
  if (!(dtype instanceof NumpyDType) || dtype.dtype === undefined || !(raw instanceof Uint8Array)) {
    return new PythonObject('numpy.scalar', [dtype, raw]);
  }
  const array = new NumpyArray();
  array.setState([1, [], dtype, false, raw]);
  const value = array.data?.[0] ?? 0;
  if (dtype.dtype === 'bool') return value !== 0;
  if (dtype.dtype === 'float16')
    return Number(widenToFloat32({ dtype: 'float16', shape: [], data: Uint16Array.of(Number(value)) }).data[0]);
  if (dtypes[dtype.dtype].parts === 2) return array;
  return Number.isSafeInteger(Number(value)) || typeof value === 'number' ? Number(value) : value;
}

function reconstruct(args: readonly CheckpointValue[]): CheckpointValue {
  const [type] = args;
  if (type instanceof PythonGlobal && type.path === 'numpy.ndarray') return new NumpyArray();
  return new PythonObject(type instanceof PythonGlobal ? type.path : 'numpy.ndarray', args);
}

/** Protocol 5 hands an array's bytes over as a buffer. */
function fromBuffer([raw, dtype, shape, order]: readonly CheckpointValue[]): CheckpointValue {
  const array = new NumpyArray();
  array.setState([1, shape, dtype, order === 'F', raw]);
  return array;
}

/** numpy's arrays and scalars; `numpy.core` became `numpy._core` in numpy 2. */
export const numpyGlobals: readonly (readonly [string, Builder])[] = [
  ['numpy.dtype', ([code]) => new NumpyDType(code)],
  ...['numpy.core', 'numpy._core'].flatMap((module): [string, Builder][] => [
    [`${module}.multiarray._reconstruct`, reconstruct],
    [`${module}.multiarray.scalar`, scalar],
    [`${module}.numeric._frombuffer`, fromBuffer],
  ]),
];

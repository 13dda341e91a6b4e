import { CheckpointError } from '../errors.js';
import type { TensorData } from './tensor.js';
import { widenToFloat32 } from './widen.js';

/** Types that weights are written in. */
export type FloatDType = 'float32' | 'float16' | 'bfloat16';

/** Whether a tensor is one of real floating-point numbers, which alone change their type. */
export function isFloating(dtype: TensorData['dtype']): boolean {
  return dtype.startsWith('float') || dtype === 'bfloat16';
}

/**
 * The same tensor with its numbers as `dtype`, rounded to the nearest (ties to even) as PyTorch rounds; tensors of whole
 * numbers, booleans and complex numbers unchanged.
 *
 * @throws CheckpointError `MMA_CHECKPOINT_CONTENT` where a number is too large for `dtype`.
 */
export function castFloats(tensor: TensorData, dtype: FloatDType): TensorData {
  if (!isFloating(tensor.dtype) || tensor.dtype === dtype) return tensor;
  const wide = widenToFloat32(tensor);
  const source = wide.data as Float32Array | Float64Array;
  const single = source instanceof Float32Array ? source : Float32Array.from(source);
  if (source !== single) checkRange(source, dtype, (i) => Number.isFinite(single[i]!));
  const { shape } = tensor;
  if (dtype === 'float32') return { dtype, shape, data: single };
  const bits = new Uint32Array(single.buffer, single.byteOffset, single.length);
  const [round, infinity] = dtype === 'float16' ? [toFloat16, 0x7c00] : [toBfloat16, 0x7f80];
  const data = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) data[i] = round(bits[i]!);
  checkRange(single, dtype, (i) => (data[i]! & 0x7fff) !== infinity);
  return { dtype, shape, data };
}

function checkRange(source: ArrayLike<number>, dtype: FloatDType, stays: (index: number) => boolean): void {
  for (let i = 0; i < source.length; i++) {
    if (stays(i) || !Number.isFinite(source[i]!)) continue;
    throw new CheckpointError('MMA_CHECKPOINT_CONTENT', `${source[i]} is too large for ${dtype}`, {
      hint: dtype === 'float16' ? 'bfloat16 has the range of float32' : 'leave the type as it is',
    });
  }
}

/** The upper half of a float32's bits, rounded. */
function toBfloat16(bits: number): number {
  if ((bits & 0x7fffffff) > 0x7f800000) return 0x7fc0; // NaN, which rounding could turn into infinity
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

/** float32 bits → float16 bits. */
function toFloat16(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // from 65520 on nearer to infinity
  if (magnitude >= 0x38800000) return sign | roundShift(magnitude - 0x38000000, 13);
  // Subnormal: the leading 1 becomes explicit, and the further below 2⁻¹⁴, the more digits fall off.
  const shift = 126 - (magnitude >>> 23);
  if (shift > 24) return sign;
  return sign | roundShift((magnitude & 0x7fffff) | 0x800000, shift);
}

/** `value / 2^shift`, ties to even; `shift` ≥ 1. */
function roundShift(value: number, shift: number): number {
  const half = 2 ** (shift - 1) - 1;
  return Math.floor((value + half + ((value >>> shift) & 1)) / 2 ** shift);
}

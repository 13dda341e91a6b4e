import type { DType } from './dtype.js';
import type { TensorData } from './tensor.js';

interface SmallFloat {
  /** Default 1; 0 where there are no negative numbers. */
  readonly signBits?: 0;
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  /** What the topmost exponent means: `ieee` infinities and NaN, `fn` only all-ones is NaN, `fnuz` only minus zero is NaN. */
  readonly specials: 'ieee' | 'fn' | 'fnuz';
}

// Micikevicius et al., "FP8 Formats for Deep Learning", 2022; Noune et al., "8-bit Numerical Formats", 2022 (fnuz);
// Open Compute Project, "Microscaling Formats (MX) Specification", 2023 (e8m0).
const formats: Partial<Record<DType, SmallFloat>> = {
  float16: { exponentBits: 5, mantissaBits: 10, bias: 15, specials: 'ieee' },
  bfloat16: { exponentBits: 8, mantissaBits: 7, bias: 127, specials: 'ieee' },
  float8_e4m3fn: { exponentBits: 4, mantissaBits: 3, bias: 7, specials: 'fn' },
  float8_e4m3fnuz: { exponentBits: 4, mantissaBits: 3, bias: 8, specials: 'fnuz' },
  float8_e5m2: { exponentBits: 5, mantissaBits: 2, bias: 15, specials: 'ieee' },
  float8_e8m0fnu: { signBits: 0, exponentBits: 8, mantissaBits: 0, bias: 127, specials: 'fn' },
  float8_e5m2fnuz: { exponentBits: 5, mantissaBits: 2, bias: 16, specials: 'fnuz' },
};

/** The value of one small float's bits. */
function decode(bits: number, format: SmallFloat): number {
  const { exponentBits, mantissaBits, bias, specials } = format;
  const signBit = 1 << (exponentBits + mantissaBits);
  const topExponent = (1 << exponentBits) - 1;
  const magnitude = bits & (signBit - 1);
  const exponent = magnitude >> mantissaBits;
  const mantissa = magnitude & ((1 << mantissaBits) - 1);
  const sign = bits & signBit ? -1 : 1;
  if (specials === 'fnuz' && bits === signBit) return Number.NaN;
  if (specials === 'fn' && magnitude === signBit - 1) return Number.NaN;
  if (specials === 'ieee' && exponent === topExponent)
    return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (mantissaBits === 0) return 2 ** (exponent - bias);
  const scale = 2 ** (Math.max(exponent, 1) - bias - mantissaBits);
  return sign * (exponent === 0 ? mantissa : mantissa + (1 << mantissaBits)) * scale;
}

/** The float32 value of every bit pattern, made on first use: at most 65,536 entries. */
const tables = new Map<SmallFloat, Float32Array>();

function tableOf(format: SmallFloat): Float32Array {
  let table = tables.get(format);
  if (table === undefined) {
    table = Float32Array.from(
      { length: 2 ** ((format.signBits ?? 1) + format.exponentBits + format.mantissaBits) },
      (_, bits) => decode(bits, format),
    );
    tables.set(format, table);
  }
  return table;
}

/** The same tensor as float32 where it is a 16-bit or 8-bit float (exact); any other tensor unchanged. */
export function widenToFloat32(tensor: TensorData): TensorData {
  const format = formats[tensor.dtype];
  if (format === undefined) return tensor;
  const table = tableOf(format);
  const bits = tensor.data as Uint16Array | Uint8Array;
  const data = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) data[i] = table[bits[i] ?? 0] ?? 0;
  return { dtype: 'float32', shape: tensor.shape, data };
}

import { expect, test } from 'vitest';
import type { DType } from './dtype.js';
import { widenToFloat32 } from './widen.js';

function widen(dtype: DType, bits: number[]): number[] {
  const data = dtype.startsWith('float8') ? Uint8Array.from(bits) : Uint16Array.from(bits);
  return Array.from(widenToFloat32({ dtype, shape: [bits.length], data }).data as Float32Array);
}

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

test('float16', () => {
  expect(widen('float16', [0, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, 0xfc00, 0x7e00])).toEqual([
    0,
    -0,
    1,
    -2,
    65504,
    2 ** -24,
    2 ** -14,
    inf,
    -inf,
    nan,
  ]);
});

test('bfloat16', () => {
  expect(widen('bfloat16', [0x3f80, 0xc049, 0x0001, 0x7f80, 0x7fc0])).toEqual([1, -3.140625, 2 ** -133, inf, nan]);
});

test('the float8 kinds', () => {
  expect(widen('float8_e4m3fn', [0x38, 0xc0, 0x7e, 0x01, 0x7f, 0xff])).toEqual([1, -2, 448, 2 ** -9, nan, nan]);
  expect(widen('float8_e4m3fnuz', [0x40, 0x7f, 0x80])).toEqual([1, 240, nan]);
  expect(widen('float8_e5m2', [0x3c, 0x7b, 0x01, 0xfc, 0x7d])).toEqual([1, 57344, 2 ** -16, -inf, nan]);
  expect(widen('float8_e5m2fnuz', [0x40, 0x7f, 0x80])).toEqual([1, 57344, nan]);
  expect(widen('float8_e8m0fnu', [0x7f, 0x80, 0x00, 0xff])).toEqual([1, 2, 2 ** -127, nan]);
});

test('other types stay as they are', () => {
  const tensor = { dtype: 'int64', shape: [1], data: BigInt64Array.of(3n) } as const;
  expect(widenToFloat32(tensor)).toBe(tensor);
});

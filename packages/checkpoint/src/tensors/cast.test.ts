import { expect, test } from 'vitest';
import { castFloats } from './cast.js';
import type { TensorData } from './tensor.js';
import { widenToFloat32 } from './widen.js';

const float32 = (...values: number[]): TensorData => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const bitsOf = (tensor: TensorData) => [...(tensor.data as Uint16Array)];

test.each(['float16', 'bfloat16'] as const)('every %s comes back from float32 with the same bits', (dtype) => {
  const all: TensorData = { dtype, shape: [65536], data: Uint16Array.from({ length: 65536 }, (_, bits) => bits) };
  const wide = widenToFloat32(all);
  const back = bitsOf(castFloats(wide, dtype));
  for (const [bits, value] of (wide.data as Float32Array).entries()) {
    if (Number.isNaN(value))
      expect(Number.isNaN(widenToFloat32({ dtype, shape: [1], data: Uint16Array.of(back[bits]!) }).data[0])).toBe(true);
    else expect(back[bits]).toBe(bits);
  }
});

test.each(['float16', 'bfloat16'] as const)('%s is rounded to the nearest, ties to even', (dtype) => {
  // Around every number of the type: its neighbour's midpoint, and a little to both sides of it.
  for (let bits = 0; bits < 0x7b00; bits += 37) {
    const pair: TensorData = { dtype, shape: [2], data: Uint16Array.of(bits, bits + 1) };
    const [low, high] = widenToFloat32(pair).data as Float32Array;
    const middle = (low! + high!) / 2;
    const nudge = (high! - low!) / 16;
    const even = bits % 2 === 0 ? bits : bits + 1;
    expect(bitsOf(castFloats(float32(middle - nudge, middle, middle + nudge), dtype))).toEqual([bits, even, bits + 1]);
  }
});

// Printed by PyTorch 2.13: torch.tensor([...]).to(dtype).view(torch.uint16).tolist()
const values = [0.1, -1 / 3, 65519, 1e-7, 2.98e-8, 2.9802323e-8, -0, Number.POSITIVE_INFINITY, 6.1e-5];

test.each([
  ['float16', [11878, 46421, 31743, 2, 0, 0, 32768, 31744, 1023]],
  ['bfloat16', [15821, 48811, 18304, 13271, 13056, 13056, 32768, 32640, 14464]],
] as const)('the bits of %s are those of PyTorch', (dtype, expected) => {
  expect(bitsOf(castFloats(float32(...values), dtype))).toEqual(expected);
});

test('small floats and doubles become float32; whole numbers stay', () => {
  const half: TensorData = { dtype: 'float16', shape: [1], data: Uint16Array.of(0x3c00) };
  expect(castFloats(half, 'float32')).toEqual(float32(1));
  expect(bitsOf(castFloats(half, 'bfloat16'))).toEqual([0x3f80]);
  const double: TensorData = { dtype: 'float64', shape: [1], data: Float64Array.of(0.1) };
  expect(castFloats(double, 'float32')).toEqual(float32(0.1));
  const count: TensorData = { dtype: 'int64', shape: [], data: BigInt64Array.of(7n) };
  expect(castFloats(count, 'float16')).toBe(count);
});

test('no number becomes infinite', () => {
  expect(() => castFloats(float32(1, 70000), 'float16')).toThrow('70000 is too large for float16');
  expect(() => castFloats({ dtype: 'float64', shape: [1], data: Float64Array.of(1e300) }, 'float32')).toThrow('1e+300');
  expect(bitsOf(castFloats(float32(Number.NEGATIVE_INFINITY), 'float16'))).toEqual([0xfc00]);
});

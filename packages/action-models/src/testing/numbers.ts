import type { Tensor } from '@mma/backend';

/** Asserts |actual − expected| ≤ atol + rtol·|expected| for every element; the first offender is named. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { atol = 1e-6, rtol = 1e-5, what = 'values' }: { atol?: number; rtol?: number; what?: string } = {},
): void {
  if (actual.length !== expected.length) {
    throw new Error(`${what}: ${actual.length} numbers instead of ${expected.length}`);
  }
  for (let index = 0; index < actual.length; index++) {
    const off = Math.abs(actual[index]! - expected[index]!);
    if (!(off <= atol + rtol * Math.abs(expected[index]!))) {
      throw new Error(`${what}, element ${index}: ${actual[index]} is not close to ${expected[index]} (off by ${off})`);
    }
  }
}

/** A tensor's values, the tensor freed. */
export function take(tensor: Tensor): Float32Array {
  const values = new Float32Array(tensor.dataSync());
  tensor.dispose();
  return values;
}

export function l2(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return Math.sqrt(sum);
}

import type { Tensor } from '@mma/backend';

/** Asserts |actual − expected| ≤ atol + rtol·|expected| for every element; the first offender is named. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { atol = 1e-6, rtol = 1e-5 }: { atol?: number; rtol?: number } = {},
): void {
  if (actual.length !== expected.length) throw new Error(`${actual.length} numbers instead of ${expected.length}`);
  for (let index = 0; index < actual.length; index++) {
    const off = Math.abs(actual[index]! - expected[index]!);
    if (!(off <= atol + rtol * Math.abs(expected[index]!))) {
      throw new Error(`element ${index}: ${actual[index]} is not close to ${expected[index]} (off by ${off})`);
    }
  }
}

/** A tensor's values, the tensor freed. */
export function take(tensor: Tensor): number[] {
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
}

/** n values in [−1, 1) that look random and never change. */
export function wave(n: number, phase = 0): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + phase * 78.233) * 43758.5453;
    return 2 * (x - Math.floor(x)) - 1;
  });
}

/**
 * `count` evenly spaced numbers from 0 to `last`, both included, as NumPy's `linspace` computes them: with the step rounded
 * first, so that positions truncated to frame numbers agree with it.
 */
export function linspaceFromZero(last: number, count: number): number[] {
  const step = last / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === 0 ? 0 : i === count - 1 ? last : i * step));
}

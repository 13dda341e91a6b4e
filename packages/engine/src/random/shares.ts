import type { Random } from './random.js';

/** A draw from the Beta distribution with both parameters `alpha`: symmetric in [0, 1]. */
export function drawBeta(alpha: number, random: Random): number {
  const first = logGamma(alpha, random);
  const second = logGamma(alpha, random);
  // By logarithms: for small parameters both draws are often too small for a number.
  return 1 / (1 + Math.exp(second - first));
}

/** Shares of `count` parts that sum to 1: a draw from the symmetric Dirichlet distribution. */
export function drawShares(count: number, alpha: number, random: Random): number[] {
  const logs = Array.from({ length: count }, () => logGamma(alpha, random));
  const largest = Math.max(...logs);
  const parts = logs.map((log) => Math.exp(log - largest));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

/** The logarithm of a draw from the Gamma distribution of that shape (Marsaglia & Tsang 2000). */
function logGamma(shape: number, random: Random): number {
  if (shape < 1) return logGamma(shape + 1, random) + Math.log(1 - random.float()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.float()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

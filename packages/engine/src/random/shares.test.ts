import { describe, expect, test } from 'vitest';
import { Random } from './random.js';
import { drawBeta, drawShares } from './shares.js';

const draws = Array.from({ length: 4000 }, (_, key) => Random.of('shares', key));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('Beta shares', () => {
  test.each([0.2, 0.8, 1, 4])('of alpha %f have the mean and the variance of the Beta distribution', (alpha) => {
    const shares = draws.map((random) => drawBeta(alpha, random));
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(Math.abs(mean(shares) - 0.5)).toBeLessThan(0.03);
    const variance = mean(shares.map((share) => (share - 0.5) ** 2));
    expect(Math.abs(variance - 1 / (4 * (2 * alpha + 1)))).toBeLessThan(0.008);
  });

  test('of alpha 1 are uniform', () => {
    const shares = draws.map((random) => drawBeta(1, random)).sort((a, b) => a - b);
    const furthest = Math.max(...shares.map((share, i) => Math.abs(share - i / shares.length)));
    expect(furthest).toBeLessThan(1.63 / Math.sqrt(shares.length)); // Kolmogorov and Smirnov, 1 %
  });
});

describe('shares of several parts', () => {
  test('sum to 1, each with the mean and the variance of the Dirichlet distribution', () => {
    const shares = draws.map((random) => drawShares(3, 0.5, random));
    for (const parts of shares) expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9);
    for (const part of [0, 1, 2]) {
      const values = shares.map((parts) => parts[part]!);
      expect(Math.abs(mean(values) - 1 / 3)).toBeLessThan(0.02);
      expect(Math.abs(mean(values.map((value) => (value - 1 / 3) ** 2)) - 2 / 9 / 2.5)).toBeLessThan(0.008);
    }
  });
});

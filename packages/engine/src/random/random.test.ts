import { describe, expect, it } from 'vitest';
import { Random } from './random.js';

describe('a stream', () => {
  it('is a function of its keys', () => {
    const draw = (...keys: (number | string)[]) => {
      const random = Random.of(...keys);
      return [random.float(), random.int(0, 1000), random.normal(), random.permutation(5)];
    };
    expect(draw(1, 2, 3)).toEqual(draw(1, 2, 3));
    expect(draw(1, 2, 3)).not.toEqual(draw(1, 3, 2));
    expect(draw(1)).not.toEqual(draw('1'));
  });

  it('never changes: runs of other versions are repeated by it', () => {
    const random = Random.of(0, 'pinned');
    expect([random.int(0, 2 ** 31), random.int(0, 2 ** 31), random.float()]).toMatchInlineSnapshot(`
      [
        1952112156,
        495739947,
        0.2583087671975035,
      ]
    `);
  });

  it('of neighbouring keys is unrelated', () => {
    const firsts = Array.from({ length: 4000 }, (_, index) => Random.of(7, 0, index).float());
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    const lagged =
      firsts.slice(1).reduce((sum, value, i) => sum + (value - 0.5) * (firsts[i]! - 0.5), 0) / firsts.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(Math.abs(lagged * 12)).toBeLessThan(0.06);
  });
});

describe('draws', () => {
  it('of integers are uniform in [low, high)', () => {
    const random = Random.of('int');
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 40_000; i++) counts[random.int(-1, 3) + 1]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
    expect(() => random.int(3, 3)).toThrow(RangeError);
    expect(() => random.int(0, 1.5)).toThrow(RangeError);
  });

  it('of normals have mean 0 and variance 1', () => {
    const random = Random.of('normal');
    const values = Array.from({ length: 20_000 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });

  it('of orders hit every order equally often, and leave the items alone', () => {
    const random = Random.of('order');
    const items = ['a', 'b', 'c'];
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = random.shuffle(items).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(items).toEqual(['a', 'b', 'c']);
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('of items give one of them', () => {
    expect(['a', 'b']).toContain(Random.of(3).choice(['a', 'b']));
  });
});

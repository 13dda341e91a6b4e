import { type Random, TRANSFORMS } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import { allocateFrames, type Frames } from '../../image/frames.js';
import { draws, mean } from '../../testing/draws.js';
import { formulaFrames } from '../../testing/formula-frames.js';
import { ColorJitter } from './color-jitter.js';
import { RandomErasing } from './random-erasing.js';

/** Two pictures of one colour. */
const plain = (level: number, size = 4): Frames => {
  const frames = allocateFrames([2, size, size, 3]);
  frames.data.fill(level);
  return frames;
};
const run = (transform: ColorJitter | RandomErasing, imgs: Frames, random: Random) =>
  transform.transform({ imgs }, random)['imgs'] as Frames;

describe('ColorJitter', () => {
  const none = { brightness: 0, contrast: 0, saturation: 0, hue: 0 };

  test('without any range changes nothing', () => {
    const noise = formulaFrames({ generator: 'noise', key: 'jitter', n: 1, height: 8, width: 8 });
    expect(draws(1, (random) => run(new ColorJitter(none), noise, random))[0]).toEqual(noise);
  });

  test.each([
    [0.5, 0.5, 1.5],
    [[0.9, 1.2] as [number, number], 0.9, 1.2],
  ])('brightness %j is a factor drawn evenly from %f to %f', (brightness, low, high) => {
    const jitter = new ColorJitter({ ...none, brightness });
    const factors = draws(2000, (random) => run(jitter, plain(100), random).data[0]! / 100);
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(low - 0.011);
    expect(Math.min(...factors)).toBeLessThan(low + 0.02);
    expect(Math.max(...factors)).toBeLessThanOrEqual(high);
    expect(Math.max(...factors)).toBeGreaterThan(high - 0.03);
    expect(mean(factors)).toBeCloseTo((low + high) / 2 - 0.005, 1);
    const quarter = factors.filter((factor) => factor < low + (high - low) / 4).length / factors.length;
    expect(Math.abs(quarter - 0.25)).toBeLessThan(0.05);
  });

  test('hue turns both ways, by up to a tenth of 255 half degrees', () => {
    const red = allocateFrames([1, 1, 1, 3]);
    red.data[0] = 255;
    const jitter = new ColorJitter({ ...none, hue: 0.1 });
    const turns = draws(1000, (random) => {
      const [, g, b] = run(jitter, red, random).data as unknown as [number, number, number];
      return (g - b) / (255 / 30);
    });
    expect(Math.max(...turns)).toBeGreaterThan(23);
    expect(Math.max(...turns)).toBeLessThanOrEqual(25.1);
    expect(Math.min(...turns)).toBeLessThan(-23);
    expect(Math.abs(mean(turns))).toBeLessThan(1.5);
  });

  test('treats all pictures of a sample alike, in an order drawn for each sample', () => {
    const noise = formulaFrames({ generator: 'noise', key: 'order', n: 1, height: 8, width: 8 });
    const twice: Frames = { data: Uint8Array.from([...noise.data, ...noise.data]), shape: [2, 8, 8, 3] };
    // The factors are fixed: what differs is which of the others, that go without bytes between them, come before hue.
    const jitter = new ColorJitter({
      brightness: [1.5, 1.5],
      contrast: [0.6, 0.6],
      saturation: [1.6, 1.6],
      hue: [0.1, 0.1],
    });
    const results = draws(200, (random) => run(jitter, twice, random).data);
    for (const data of results) expect(data.subarray(0, 192)).toEqual(data.subarray(192));
    expect(new Set(results.map((data) => data.join())).size).toBe(8);
  });

  test('ranges beyond what they can be, and pictures that are not RGB, are refused', () => {
    expect(() => new ColorJitter({ hue: 0.6 })).toThrow();
    expect(() => new ColorJitter({ contrast: [1.2, 0.8] })).toThrow(/must not exceed/);
    const flow = allocateFrames([1, 2, 2, 2]);
    expect(() => draws(1, (random) => run(new ColorJitter(), flow, random))).toThrow(/RGB pictures.*2 channels/);
  });

  test('configs name it', () => {
    expect(TRANSFORMS.build({ type: 'ColorJitter', brightness: [0.8, 1.2], hue: 0 })).toBeInstanceOf(ColorJitter);
  });
});

describe('RandomErasing', () => {
  /** The erased rectangle of the first picture, which was black. */
  const patchOf = (frames: Frames) => {
    const [, height, width] = frames.shape;
    const erased = Array.from({ length: height * width }, (_, i) => i).filter((i) => frames.data[3 * i] !== 0);
    const rows = new Set(erased.map((i) => Math.floor(i / width)));
    const columns = new Set(erased.map((i) => i % width));
    expect(erased.length).toBe(rows.size * columns.size);
    return { height: rows.size, width: columns.size, top: Math.min(...rows), left: Math.min(...columns) };
  };

  test('erases a share of the samples, the same place in every picture', () => {
    const erasing = new RandomErasing({ eraseProb: 0.25 });
    const results = draws(1000, (random) => run(erasing, plain(0), random).data);
    expect(results.filter((data) => data.some((value) => value === 128)).length / 1000).toBeCloseTo(0.25, 1);
    for (const data of results) expect(data.subarray(0, 48)).toEqual(data.subarray(48));
  });

  test('draws areas evenly and aspect ratios evenly in their logarithm', () => {
    const erasing = new RandomErasing({ eraseProb: 1, minAreaRatio: 0.05, maxAreaRatio: 0.25, aspectRange: [0.5, 2] });
    const patches = draws(800, (random) => patchOf(run(erasing, plain(0, 40), random)));
    const areas = patches.map(({ height, width }) => (height * width) / 1600);
    expect(Math.min(...areas)).toBeGreaterThan(0.04);
    expect(Math.max(...areas)).toBeLessThan(0.27);
    expect(mean(areas)).toBeCloseTo(0.15, 1);
    expect(Math.abs(areas.filter((area) => area < 0.1).length / 800 - 0.25)).toBeLessThan(0.06);
    const ratios = patches.map(({ height, width }) => Math.log2(height / width));
    expect(Math.abs(mean(ratios))).toBeLessThan(0.08);
    expect(Math.abs(ratios.filter((ratio) => ratio > 0.5).length / 800 - 0.25)).toBeLessThan(0.06);
    for (const { top, left, height, width } of patches) {
      expect(top + height).toBeLessThan(40);
      expect(left + width).toBeLessThan(40);
    }
  });

  test('noise is uniform and drawn anew for every picture; with a deviation it is normal', () => {
    const noise = (options: object) =>
      draws(1, (random) => {
        const always = { eraseProb: 1, minAreaRatio: 1, maxAreaRatio: 1, aspectRange: 1, mode: 'rand' as const };
        return run(new RandomErasing({ ...always, ...options }), plain(0, 60), random).data;
      })[0]!;
    const uniform = noise({});
    expect(mean([...uniform])).toBeGreaterThan(124);
    expect(mean([...uniform])).toBeLessThan(131);
    expect(new Set(uniform).size).toBe(256);
    expect(uniform.subarray(0, 10800)).not.toEqual(uniform.subarray(10800));
    const normal = [...noise({ fillColor: [100, 120, 140], fillStd: 10 })];
    const reds = normal.filter((_, i) => i % 3 === 0);
    expect(mean(reds)).toBeCloseTo(99.5, 0);
    expect(Math.sqrt(mean(reds.map((red) => (red - mean(reds)) ** 2)))).toBeCloseTo(10, 0);
  });

  test('colours and ranges are checked', () => {
    const first = draws(1, (random) =>
      run(
        new RandomErasing({
          eraseProb: 1,
          fillColor: [123.67, 116.3, 103.5],
          minAreaRatio: 1,
          maxAreaRatio: 1,
          aspectRange: 1,
        }),
        plain(0),
        random,
      ),
    )[0]!;
    expect([...first.data.subarray(0, 3)]).toEqual([123, 116, 103]);
    expect(() => new RandomErasing({ minAreaRatio: 0.5, maxAreaRatio: 0.2 })).toThrow(/min_area_ratio/);
  });
});

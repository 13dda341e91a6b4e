import type { Random, Results } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import { allocateFrames } from '../../image/frames.js';
import { draws, mean, shares } from '../../testing/draws.js';
import { CenterCrop } from './center-crop.js';
import { MultiScaleCrop } from './multi-scale-crop.js';
import { RandomCrop } from './random-crop.js';
import { RandomRescale } from './random-rescale.js';
import { drawCropBox, RandomResizedCrop } from './random-resized-crop.js';
import { TenCrop } from './ten-crop.js';
import { ThreeCrop } from './three-crop.js';

const picture = (width: number, height: number): Results => ({ imgs: allocateFrames([1, height, width, 3]) });
const boxOf = (results: Results) => results['crop_bbox'] as [number, number, number, number];

describe('MultiScaleCrop', () => {
  const scales = [1, 0.875, 0.75, 0.66];

  test('draws width and height from neighbouring scales, each allowed pair equally often', () => {
    const crop = new MultiScaleCrop({ inputSize: 224, scales });
    const sizes = draws(6000, (random) => {
      const [left, top, right, bottom] = boxOf(crop.transform(picture(340, 256), random));
      return `${right - left}×${bottom - top}`;
    });
    const counted = shares(sizes);
    // 256·0.875 is the input size itself, 256·0.66 is cut to 168; pairs two scales apart do not occur.
    const pairs = [
      '256×256',
      '224×256',
      '256×224',
      '224×224',
      '192×224',
      '224×192',
      '192×192',
      '168×192',
      '192×168',
      '168×168',
    ];
    expect([...counted.keys()].sort()).toEqual(pairs.sort());
    for (const share of counted.values()) expect(Math.abs(share - 0.1)).toBeLessThan(0.02);
  });

  test.each([
    [5, 5],
    [13, 13],
  ] as const)('places crops at %i fixed places', (numFixedCrops, places) => {
    const crop = new MultiScaleCrop({ inputSize: 100, scales: [0.5], numFixedCrops });
    const corners = draws(3000, (random) =>
      boxOf(crop.transform(picture(300, 200), random))
        .slice(0, 2)
        .join(),
    );
    const counted = shares(corners);
    expect(counted.size).toBe(places);
    for (const corner of ['0,0', '200,0', '0,100', '200,100', '100,50']) expect(counted.has(corner)).toBe(true);
    for (const share of counted.values()) expect(Math.abs(share - 1 / places)).toBeLessThan(0.03);
  });

  test('random_crop places them anywhere', () => {
    const crop = new MultiScaleCrop({ inputSize: 100, scales: [0.5], randomCrop: true });
    const lefts = draws(3000, (random) => boxOf(crop.transform(picture(300, 200), random))[0]);
    expect([Math.min(...lefts), Math.max(...lefts)]).toEqual([0, 200]);
    expect(mean(lefts)).toBeGreaterThan(95);
    expect(mean(lefts)).toBeLessThan(105);
  });

  test('a size within two pixels of the network’s becomes the network’s, if it fits', () => {
    const edge = (width: number) =>
      draws(
        1,
        (random) => new MultiScaleCrop({ inputSize: 224 }).transform(picture(width, width), random)['img_shape'],
      )[0];
    expect(edge(226)).toEqual([224, 224]);
    expect(edge(227)).toEqual([227, 227]);
    expect(edge(223)).toEqual([223, 223]);
  });
});

describe('RandomResizedCrop', () => {
  const draw = (random: Random) =>
    drawCropBox([340, 256], { areaRange: [0.08, 1], aspectRatioRange: [3 / 4, 4 / 3] }, random);

  test('draws areas and aspect ratios over their ranges', () => {
    const boxes = draws(4000, draw).map(([left, top, right, bottom]) => [right - left, bottom - top] as const);
    const areas = boxes.map(([w, h]) => (w * h) / (340 * 256));
    const ratios = boxes.map(([w, h]) => w / h);
    expect(Math.min(...areas)).toBeGreaterThan(0.075);
    expect(Math.max(...areas)).toBeLessThanOrEqual(1);
    expect(Math.min(...ratios)).toBeGreaterThan(0.73);
    expect(Math.max(...ratios)).toBeLessThan(1.36);
    // Uniform in the logarithm where every draw fits: as many wide crops as tall ones among the small.
    const small = boxes.filter(([w, h]) => w * h < 0.4 * 340 * 256);
    expect(small.filter(([w, h]) => w > h).length / small.length).toBeCloseTo(0.5, 1);
    expect(small.length / boxes.length).toBeGreaterThan(0.35);
  });

  test('draws areas evenly, ratios evenly in their logarithm, places evenly, where every draw fits', () => {
    const ranges = { areaRange: [0.1, 0.3], aspectRatioRange: [0.5, 2] } as const;
    const boxes = draws(5000, (random) => drawCropBox([1000, 800], ranges, random));
    const evenIn = (values: number[]) => {
      const bins = new Array<number>(10).fill(0);
      for (const value of values) bins[Math.min(Math.floor(value * 10), 9)]!++;
      return bins.reduce((sum, count) => sum + (count - values.length / 10) ** 2 / (values.length / 10), 0);
    };
    // Chi-square of 9 degrees of freedom: 27.9 is exceeded once in a thousand.
    const widths = boxes.map(([left, , right]) => right - left);
    const heights = boxes.map(([, top, , bottom]) => bottom - top);
    expect(evenIn(widths.map((w, i) => ((w * heights[i]!) / 800_000 - 0.1) / 0.2))).toBeLessThan(27.9);
    expect(evenIn(widths.map((w, i) => Math.log2(w / heights[i]!) / 2 + 0.5))).toBeLessThan(27.9);
    expect(evenIn(boxes.map(([left], i) => left / (1000 - widths[i]! + 1)))).toBeLessThan(27.9);
    expect(evenIn(boxes.map(([, top], i) => top / (800 - heights[i]! + 1)))).toBeLessThan(27.9);
  });

  test('takes the centred square where no drawn shape fits', () => {
    const box = draws(1, (random) =>
      drawCropBox([400, 10], { areaRange: [1, 1], aspectRatioRange: [1, 1] }, random),
    )[0];
    expect(box).toEqual([195, 0, 205, 10]);
  });

  test('crops nest: crop_quadruple refers to the picture before all of them', () => {
    const half = new RandomResizedCrop({ areaRange: [0.25, 0.25], aspectRatioRange: [1, 1] });
    const results = draws(1, (random) => half.transform(half.transform(picture(200, 200), random), random))[0]!;
    expect(results['img_shape']).toEqual([50, 50]);
    expect((results['crop_quadruple'] as number[]).slice(2)).toEqual([0.25, 0.25]);
  });
});

describe('RandomCrop', () => {
  test('draws every offset but the last', () => {
    const crop = new RandomCrop({ size: 30 });
    const boxes = draws(3000, (random) => boxOf(crop.transform(picture(40, 30), random)));
    expect(new Set(boxes.map(([left]) => left)).size).toBe(10);
    expect(Math.max(...boxes.map(([left]) => left))).toBe(9);
    expect(new Set(boxes.map(([, top]) => top))).toEqual(new Set([0]));
  });
});

test.each([
  ['RandomCrop', (random: Random) => new RandomCrop({ size: 64 }).transform(picture(80, 60), random)],
  ['CenterCrop', () => new CenterCrop({ cropSize: 64 }).transform(picture(80, 60))],
  ['TenCrop', () => new TenCrop({ cropSize: 64 }).transform(picture(80, 60))],
  ['ThreeCrop', () => new ThreeCrop({ cropSize: 64 }).transform(picture(80, 60))],
])('%s larger than the picture is an error that says both sizes', (_, run) => {
  expect(() => draws(1, run)).toThrow(/64×64.*80×60/);
});

test('ThreeCrop goes down a portrait picture', () => {
  const { crop_bbox, imgs } = new ThreeCrop({ cropSize: 60 }).transform(picture(60, 100));
  expect(crop_bbox).toEqual([
    [0, 0, 60, 60],
    [0, 40, 60, 100],
    [0, 20, 60, 80],
  ]);
  expect((imgs as { shape: number[] }).shape).toEqual([3, 60, 60, 3]);
});

test('RandomRescale draws every short edge of its range equally often', () => {
  const rescale = new RandomRescale({ scaleRange: [20, 23] });
  const results = draws(2000, (random) => rescale.transform(picture(60, 30), random));
  const counted = shares(results.map(({ short_edge }) => short_edge as number));
  expect([...counted.keys()].sort()).toEqual([20, 21, 22, 23]);
  for (const share of counted.values()) expect(Math.abs(share - 0.25)).toBeLessThan(0.04);
  for (const { short_edge, img_shape } of results) expect(img_shape).toEqual([short_edge, 2 * (short_edge as number)]);
});

import { expect, it } from 'vitest';
import { blendHeat, viridis } from './heat.js';
import { localizationMap } from './localization-map.js';

it('enlarges maps as PyTorch does and spreads them over [0, 1], together', () => {
  const data = Float32Array.of(0, 1, 4, 2, 3, 0, 1, 0, 0, 0, 0, 2);
  const found = localizationMap({ data, shape: [2, 2, 3] }, { width: 5, height: 4 });
  // torch.nn.functional.interpolate(mode='trilinear', align_corners=False) of PyTorch 2.13, then (x − min) / (max − min)
  const expected = [
    0.0, 0.1, 0.25, 0.7, 1.0, 0.125, 0.225, 0.375, 0.6, 0.75, 0.375, 0.475, 0.625, 0.4, 0.25, 0.5, 0.6, 0.75, 0.3, 0.0,
    0.25, 0.15, 0.0, 0.0, 0.0, 0.1875, 0.1125, 0.0, 0.075, 0.125, 0.0625, 0.0375, 0.0, 0.225, 0.375, 0.0, 0.0, 0.0, 0.3,
    0.5,
  ];
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5);
});

it('leaves the size alone where it fits, and shows nothing where there is nothing', () => {
  const data = Float32Array.of(1, 3, 2, 5);
  expect([...localizationMap({ data, shape: [1, 2, 2] }, { width: 2, height: 2 })]).toEqual([0, 0.5, 0.25, 1]);
  const flat = localizationMap({ data: new Float32Array(4).fill(7), shape: [1, 2, 2] }, { width: 3, height: 3 });
  expect(new Set(flat)).toEqual(new Set([0]));
});

it('colours go from dark violet to yellow', () => {
  expect(viridis(0)).toEqual([68, 1, 84]);
  expect(viridis(1)).toEqual([253, 231, 37]);
  expect(viridis(0.55)).toEqual([33.5, 156.5, 136]);
  expect(viridis(-1)).toEqual(viridis(0));
});

it('blends colours with pictures', () => {
  const pixels = Uint8Array.of(100, 100, 100, 0, 0, 0);
  expect([...blendHeat(pixels, Float32Array.of(0, 1))]).toEqual([84, 51, 92, 127, 116, 19]);
  expect(blendHeat(pixels, Float32Array.of(0, 1), 0)).toEqual(pixels);
});

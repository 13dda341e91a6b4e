import type { Results } from '@mma/engine';
import { expect, test } from 'vitest';
import type { Frames } from '../../image/frames.js';
import { draws } from '../../testing/draws.js';
import { Flip } from './flip.js';

const sample = (): Results => ({ imgs: { data: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [1, 1, 2, 3] }, label: 3 });
const flipped = (results: Results) => (results['imgs'] as Frames).data[0] === 4;

test('flips a share of flip_ratio of the samples and says whether it did', () => {
  const flip = new Flip({ flipRatio: 0.25 });
  const results = draws(4000, (random) => flip.transform(sample(), random));
  expect(results.filter(flipped).length / results.length).toBeCloseTo(0.25, 1);
  expect(results.every((result) => result['flip'] === flipped(result))).toBe(true);
});

test('flip_label_map changes the label of flipped samples alone', () => {
  const labels = (flipRatio: number, label: number) =>
    draws(
      1,
      (random) =>
        new Flip({ flipRatio, flipLabelMap: { 3: 4, 4: 3 } }).transform({ ...sample(), label }, random)['label'],
    )[0];
  expect(labels(1, 3)).toBe(4);
  expect(labels(1, 7)).toBe(7);
  expect(labels(0, 3)).toBe(3);
});

test('several labels are each mapped', () => {
  const flip = new Flip({ flipRatio: 1, flipLabelMap: { 3: 4, 4: 3 } });
  const labels = draws(1, (random) => flip.transform({ ...sample(), label: [4, 1, 3] }, random)['label'])[0];
  expect(labels).toEqual([3, 1, 4]);
});

test('of optical flow the horizontal component changes its sign', () => {
  const flip = (imgs: Frames) =>
    draws(
      1,
      (random) => new Flip({ flipRatio: 1 }).transform({ imgs, modality: 'Flow' }, random)['imgs'] as Frames,
    )[0]!;
  const together: Frames = { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [2, 1, 2, 2] };
  expect([...flip(together).data]).toEqual([252, 4, 254, 2, 248, 8, 250, 6]);
  const byTurns: Frames = { data: Uint8Array.of(1, 3, 2, 4, 5, 7, 6, 8), shape: [4, 1, 2, 1] };
  expect([...flip(byTurns).data]).toEqual([252, 254, 4, 2, 248, 250, 8, 6]);
  expect(() =>
    draws(1, (random) => new Flip({ direction: 'vertical' }).transform({ imgs: together, modality: 'Flow' }, random)),
  ).toThrow(/no optical flow upside down/);
});

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

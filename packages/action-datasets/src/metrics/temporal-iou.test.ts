import { expect, test } from 'vitest';
import { fixture } from '../testing/fixture.js';
import { pairwiseTemporalIou, pairwiseTemporalOverlap, type Segment } from './temporal-iou.js';

interface Reference {
  segments: { target: Segment[]; candidate: Segment[] };
  pairwise_temporal_iou: number[][];
}

test('the overlaps of segments equal MMAction2’s', () => {
  const { segments, pairwise_temporal_iou } = fixture<Reference>('metrics.json');
  const overlaps = pairwiseTemporalIou(segments.candidate, segments.target);
  overlaps.forEach((row, i) => {
    row.forEach((overlap, j) => {
      expect(overlap).toBeCloseTo(pairwise_temporal_iou[i]![j]!, 6);
    });
  });
});

test('a candidate’s overlap is its share inside the target', () => {
  expect(
    pairwiseTemporalOverlap(
      [
        [0, 4],
        [8, 9],
      ],
      [[3, 10]],
    ),
  ).toEqual([[0.25, 1]]);
});

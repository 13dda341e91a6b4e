import { expect, test } from 'vitest';
import { fixture } from '../testing/fixture.js';
import { uniform } from '../testing/formula-frames.js';
import { topKClasses } from './class-accuracies.js';
import { classFigures, classTable, macroAverage } from './class-report.js';

interface Reference {
  scores_key: string;
  n: number;
  c: number;
  labels: number[];
  top_k_classes_accurate: [number, number][];
  top_k_classes_inaccurate: [number, number][];
}

const reference = fixture<Reference>('metrics.json');
const drawn = uniform(reference.scores_key, reference.n * reference.c);
const scores = reference.labels.map((_, i) => drawn.subarray(i * reference.c, (i + 1) * reference.c));

test('the best and the worst classes equal MMAction2’s', () => {
  const { labels } = reference;
  expect(topKClasses(scores, labels, { k: 3 })).toEqual(reference.top_k_classes_accurate);
  expect(topKClasses(scores, labels, { k: 3, mode: 'inaccurate' })).toEqual(reference.top_k_classes_inaccurate);
});

const matrix = [
  [3, 1, 0],
  [2, 4, 0],
  [0, 0, 0],
];

test('precision, recall and F1 of each class', () => {
  expect(classFigures(matrix)).toEqual([
    { label: 0, precision: 3 / 5, recall: 3 / 4, f1: 6 / 9, support: 4 },
    { label: 1, precision: 4 / 5, recall: 4 / 6, f1: 8 / 11, support: 6 },
    { label: 2, precision: 0, recall: 0, f1: 0, support: 0 },
  ]);
});

test('the average leaves out classes without samples', () => {
  expect(macroAverage(classFigures(matrix))).toEqual({
    precision: expect.closeTo((3 / 5 + 4 / 5) / 2, 12),
    recall: expect.closeTo((3 / 4 + 4 / 6) / 2, 12),
    f1: expect.closeTo((6 / 9 + 8 / 11) / 2, 12),
  });
});

test('the table names the classes and lines the figures up', () => {
  expect(classTable(classFigures(matrix), ['jump', 'clap'])).toBe(
    [
      'class  precision  recall      f1  samples',
      'jump      0.6000  0.7500  0.6667        4',
      'clap      0.8000  0.6667  0.7273        6',
    ].join('\n'),
  );
});

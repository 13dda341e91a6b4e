import { METRICS } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import { fixture } from '../testing/fixture.js';
import { uniform } from '../testing/formula-frames.js';
import { AccMetric } from './acc-metric.js';
import { confusionMatrix } from './confusion-matrix.js';
import { meanClassAccuracy } from './mean-class-accuracy.js';
import { argmax } from './scores.js';
import { topKAccuracy } from './top-k-accuracy.js';

interface Reference {
  scores_key: string;
  n: number;
  c: number;
  labels: number[];
  top_k: Record<string, number>;
  mean_class_accuracy: number;
  confusion_matrix: number[][];
  confusion_matrix_true: number[][];
  confusion_matrix_pred: number[][];
  confusion_matrix_all: number[][];
}

const reference = fixture<Reference>('metrics.json');
const drawn = uniform(reference.scores_key, reference.n * reference.c);
const scores = reference.labels.map((_, i) => drawn.subarray(i * reference.c, (i + 1) * reference.c));
const { labels } = reference;

describe('figures equal MMAction2’s', () => {
  test('top-k accuracy', () => {
    const ks = Object.keys(reference.top_k).map(Number);
    expect(topKAccuracy(scores, labels, ks)).toEqual(Object.values(reference.top_k));
  });

  test('mean class accuracy', () => {
    expect(meanClassAccuracy(scores, labels)).toBeCloseTo(reference.mean_class_accuracy, 12);
  });

  test('confusion matrix, plain and normalised', () => {
    const predicted = scores.map(argmax);
    expect(confusionMatrix(predicted, labels).matrix).toEqual(reference.confusion_matrix);
    expect(confusionMatrix(predicted, labels, 'true').matrix).toEqual(reference.confusion_matrix_true);
    expect(confusionMatrix(predicted, labels, 'pred').matrix).toEqual(reference.confusion_matrix_pred);
    expect(confusionMatrix(predicted, labels, 'all').matrix).toEqual(reference.confusion_matrix_all);
  });

  test('AccMetric over batches', async () => {
    const metric = METRICS.build({
      type: 'AccMetric',
      metric_options: { top_k_accuracy: { topk: [1, 2, 5] } },
    }) as AccMetric;
    const samples = labels.map((label, i) => ({
      metainfo: {},
      gtLabel: [label],
      predScore: Float32Array.from(scores[i]!),
    }));
    metric.process(samples.slice(0, 25));
    metric.process(samples.slice(25));
    expect(await metric.evaluate()).toEqual({
      'acc/top1': reference.top_k['1'],
      'acc/top2': reference.top_k['2'],
      'acc/top5': reference.top_k['5'],
      'acc/mean1': expect.closeTo(reference.mean_class_accuracy, 12),
    });
  });
});

test('by default AccMetric gives top1, top5 and mean1', async () => {
  const metric = new AccMetric();
  metric.process([{ metainfo: {}, gtLabel: [1], predScore: Float32Array.of(0.1, 0.9) }]);
  expect(await metric.evaluate()).toEqual({ 'acc/top1': 1, 'acc/top5': 1, 'acc/mean1': 1 });
});

test('AccMetric starts anew after evaluate', async () => {
  const metric = new AccMetric({ metricList: 'top_k_accuracy', prefix: 'val' });
  metric.process([{ metainfo: {}, gtLabel: [0], predScore: Float32Array.of(0.1, 0.9) }]);
  expect(await metric.evaluate()).toEqual({ 'val/top1': 0, 'val/top5': 1 });
  metric.process([{ metainfo: {}, gtLabel: [1], predScore: Float32Array.of(0.1, 0.9) }]);
  expect((await metric.evaluate())['val/top1']).toBe(1);
});

test('a sample without label or score is an error', () => {
  expect(() => new AccMetric().process([{ metainfo: { filename: 'a.mp4' }, predScore: Float32Array.of(1) }])).toThrow(
    /no gtLabel.*a\.mp4/,
  );
  expect(() => new AccMetric().process([{ metainfo: {}, gtLabel: [0] }])).toThrow(/no predScore/);
});

test('NaN scores are never right', () => {
  expect(topKAccuracy([[Number.NaN, Number.NaN]], [0], [1, 2])).toEqual([0, 0]);
});

test('among equal scores the higher class is ahead', () => {
  expect(topKAccuracy([[0.5, 0.5, 0]], [0])).toEqual([0]);
  expect(topKAccuracy([[0.5, 0.5, 0]], [1])).toEqual([1]);
});

import { describe, expect, test } from 'vitest';
import { fixture } from '../testing/fixture.js';
import { uniform } from '../testing/formula-frames.js';
import { AccMetric } from './acc-metric.js';
import { meanAveragePrecision, mmitMeanAveragePrecision } from './mean-average-precision.js';
import { averagePrecision, precisionRecallCurve } from './precision-recall-curve.js';

interface Reference {
  scores_key: string;
  n: number;
  c: number;
  mAP: number;
}

const reference = fixture<Reference>('metrics.json');
const { n, c } = reference;
const rows = (values: Float64Array) => Array.from({ length: n }, (_, i) => values.subarray(i * c, (i + 1) * c));
const scores = rows(uniform(reference.scores_key, n * c));
const truth = rows(uniform('metric/multi', n * c)).map((row) => row.map((value) => Number(value < 0.3)));

describe('figures equal MMAction2’s', () => {
  test('mean average precision', () => {
    expect(meanAveragePrecision(scores, truth)).toBeCloseTo(reference.mAP, 12);
  });

  test('MMIT’s mean is NaN when a sample has no label', () => {
    expect(truth.some((row) => !row.includes(1))).toBe(true);
    expect(mmitMeanAveragePrecision(scores, truth)).toBeNaN();
  });
});

test('MMIT’s mean over samples that all have labels', () => {
  // Ranks of the positives: 1 and 3 of the first sample, 2 of the second.
  const figure = mmitMeanAveragePrecision(
    [
      [0.9, 0.5, 0.4],
      [0.2, 0.9, 0.1],
    ],
    [
      [1, 0, 1],
      [1, 0, 0],
    ],
  );
  expect(figure).toBeCloseTo(((1 + 2 / 3) / 2 + 1 / 2) / 2, 12);
});

test('the curve ends where the last positive is found, and equal scores are one threshold', () => {
  expect(precisionRecallCurve([0.9, 0.8, 0.8, 0.1], [0, 1, 1, 0])).toEqual({
    precision: [2 / 3, 0, 1],
    recall: [1, 0, 0],
    thresholds: [0.8, 0.9],
  });
});

test('without positives recall and average precision are NaN', () => {
  expect(precisionRecallCurve([0.5, 0.5, 0.1], [0, 0, 0])).toEqual({
    precision: [0, 1],
    recall: [Number.NaN, 0],
    thresholds: [0.5],
  });
  expect(averagePrecision([0.5, 0.4], [0, 0])).toBeNaN();
});

test('AccMetric takes samples with any number of labels for mean average precision', async () => {
  const metric = new AccMetric({ metricList: ['mean_average_precision', 'mmit_mean_average_precision'] });
  metric.process(
    scores.map((row, i) => ({
      metainfo: {},
      gtLabel: [...truth[i]!.keys()].filter((label) => truth[i]![label] === 1),
      predScore: Float32Array.from(row),
    })),
  );
  expect(await metric.evaluate()).toEqual({
    'acc/mean_average_precision': expect.closeTo(reference.mAP, 6),
    'acc/mmit_mean_average_precision': Number.NaN,
  });
});

test('several labels where one is needed are an error that names the metrics for them', () => {
  const metric = new AccMetric();
  expect(() => metric.process([{ metainfo: {}, gtLabel: [0, 1], predScore: Float32Array.of(1, 0) }])).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/2 labels, where top_k_accuracy needs exactly one/),
      hint: expect.stringMatching(/mean_average_precision/),
    }),
  );
});

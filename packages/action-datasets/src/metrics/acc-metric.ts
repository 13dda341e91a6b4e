import { BaseMetric, type DataSample, METRICS, metricOptions } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../errors.js';
import { meanAveragePrecision, mmitMeanAveragePrecision } from './mean-average-precision.js';
import { meanClassAccuracy } from './mean-class-accuracy.js';
import { topKAccuracy } from './top-k-accuracy.js';

/** What counts of one sample. */
interface Scored {
  scores: Float32Array;
  labels: readonly number[];
}

const metricName = z.enum([
  'top_k_accuracy',
  'mean_class_accuracy',
  'mean_average_precision',
  'mmit_mean_average_precision',
]);

/**
 * Accuracy over a whole validation or test set: `top1`, `top5` (each k of `topk`) and `mean1`, the mean over classes, where
 * every sample has exactly one `gtLabel`; `mean_average_precision` and `mmit_mean_average_precision` for any number of labels.
 *
 * Needs `predScore` of every sample.
 */
@METRICS.register()
export class AccMetric extends BaseMetric<Scored> {
  static readonly options = metricOptions
    .extend({
      metricList: z
        .union([metricName, z.array(metricName).min(1)])
        .default(['top_k_accuracy', 'mean_class_accuracy'])
        .describe('which figures to compute'),
      metricOptions: z
        .strictObject({
          topKAccuracy: z
            .strictObject({ topk: z.union([z.int().positive(), z.array(z.int().positive()).min(1)]).default([1, 5]) })
            .prefault({}),
        })
        .prefault({})
        .describe('the k of top_k_accuracy'),
    })
    .describe('accuracies of classification: top k, mean over classes');

  override readonly prefix: string;
  readonly #metrics: readonly z.output<typeof metricName>[];
  readonly #topk: readonly number[];

  constructor(options: z.input<typeof AccMetric.options> = {}) {
    super();
    const { prefix, metricList, metricOptions: perMetric } = AccMetric.options.parse(options);
    this.prefix = prefix ?? 'acc';
    this.#metrics = [metricList].flat();
    this.#topk = [perMetric.topKAccuracy.topk].flat();
  }

  /**
   * @throws DataError `MMA_DATA_METRIC_INPUT` for a sample without scores, without labels, or with several where one is needed
   */
  override process(samples: readonly DataSample[]): void {
    for (const { predScore, gtLabel, metainfo } of samples) {
      if (predScore === undefined || gtLabel === undefined) {
        throw inputError(predScore === undefined ? 'no predScore' : 'no gtLabel', metainfo);
      }
      const needsOne = this.#metrics.find((metric) => metric === 'top_k_accuracy' || metric === 'mean_class_accuracy');
      if (needsOne !== undefined && gtLabel.length !== 1) {
        throw inputError(`${gtLabel.length} labels, where ${needsOne} needs exactly one`, metainfo);
      }
      this.results.push({ scores: predScore.slice(), labels: [...gtLabel] });
    }
  }

  override computeMetrics(results: readonly Scored[]): Record<string, number> {
    return Object.assign({}, ...this.#metrics.map((metric) => this.#figures(metric, results)));
  }

  #figures(metric: z.output<typeof metricName>, results: readonly Scored[]): Record<string, number> {
    const scores = results.map((result) => result.scores);
    const labels = results.flatMap((result) => result.labels);
    switch (metric) {
      case 'top_k_accuracy': {
        const accuracies = topKAccuracy(scores, labels, this.#topk);
        return Object.fromEntries(this.#topk.map((k, i) => [`top${k}`, accuracies[i]!]));
      }
      case 'mean_class_accuracy':
        return { mean1: meanClassAccuracy(scores, labels) };
      case 'mean_average_precision':
        return { [metric]: meanAveragePrecision(scores, manyHot(results)) };
      case 'mmit_mean_average_precision':
        return { [metric]: mmitMeanAveragePrecision(scores, manyHot(results)) };
    }
  }
}

function manyHot(results: readonly Scored[]): Uint8Array[] {
  return results.map(({ scores, labels }) => {
    const row = new Uint8Array(scores.length);
    for (const label of labels) row[label] = 1;
    return row;
  });
}

function inputError(found: string, metainfo: DataSample['metainfo']): DataError {
  return new DataError(
    'MMA_DATA_METRIC_INPUT',
    `AccMetric found a sample with ${found} (${JSON.stringify(metainfo)})`,
    {
      hint: 'check the labels in the annotation file; for data with several labels a sample set metric_list to mean_average_precision or mmit_mean_average_precision',
    },
  );
}

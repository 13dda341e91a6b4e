import { BaseMetric, type DataSample, METRICS, metricOptions } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../errors.js';
import { meanClassAccuracy } from './mean-class-accuracy.js';
import { topKAccuracy } from './top-k-accuracy.js';

const metricName = z.enum(['top_k_accuracy', 'mean_class_accuracy']);

/**
 * Accuracy over a whole validation or test set: `top1`, `top5` (each k of `topk`) and `mean1`, the mean over classes.
 *
 * Needs `predScore` and exactly one `gtLabel` of every sample.
 */
@METRICS.register()
export class AccMetric extends BaseMetric {
  static readonly options = metricOptions.extend({
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
  });

  override readonly prefix: string;
  readonly #metrics: readonly z.output<typeof metricName>[];
  readonly #topk: readonly number[];
  #scores: Float32Array[] = [];
  #labels: number[] = [];

  constructor(options: z.input<typeof AccMetric.options> = {}) {
    super();
    const { prefix, metricList, metricOptions: perMetric } = AccMetric.options.parse(options);
    this.prefix = prefix ?? 'acc';
    this.#metrics = [metricList].flat();
    this.#topk = [perMetric.topKAccuracy.topk].flat();
  }

  /**
   * @throws DataError `MMA_DATA_METRIC_INPUT` for a sample without scores or without exactly one label
   */
  override process(samples: readonly DataSample[]): void {
    for (const { predScore, gtLabel, metainfo } of samples) {
      if (predScore === undefined || gtLabel?.length !== 1) {
        const found = predScore === undefined ? 'no predScore' : `${gtLabel?.length ?? 0} labels`;
        throw new DataError(
          'MMA_DATA_METRIC_INPUT',
          `AccMetric needs scores and one label of every sample, found ${found} (${JSON.stringify(metainfo)})`,
          {
            hint: 'check that every line of the annotation file ends with one class number',
          },
        );
      }
      this.#scores.push(predScore.slice());
      this.#labels.push(gtLabel[0]!);
    }
  }

  override computeMetrics(): Record<string, number> {
    const figures: Record<string, number> = {};
    for (const metric of this.#metrics) {
      if (metric === 'mean_class_accuracy') figures['mean1'] = meanClassAccuracy(this.#scores, this.#labels);
      else {
        const accuracies = topKAccuracy(this.#scores, this.#labels, this.#topk);
        this.#topk.forEach((k, i) => {
          figures[`top${k}`] = accuracies[i]!;
        });
      }
    }
    return figures;
  }

  override reset(): void {
    this.#scores = [];
    this.#labels = [];
  }
}

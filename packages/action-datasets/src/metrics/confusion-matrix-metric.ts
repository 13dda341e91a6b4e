import { BaseMetric, type DataSample, METRICS, metricOptions } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../errors.js';
import { writeFileSafely } from '../write-safely.js';
import { classFigures, macroAverage } from './class-report.js';
import { countConfusion } from './confusion-matrix.js';
import { argmax } from './scores.js';

/** One sample's true class and the one it was taken for. */
interface Pair {
  label: number;
  predicted: number;
  /** How many classes the scores tell apart; 0 where there are none. */
  classes: number;
}

/**
 * How often each class was taken for each other one, for samples with one label.
 *
 * Its figures are means over the classes that have samples: `precision`, `recall` and `f1_score`, in [0, 1]. The counts themselves,
 * `matrix[true][predicted]`, and the figures of each class go to `outFilePath`.
 */
@METRICS.register()
export class ConfusionMatrix extends BaseMetric<Pair> {
  static readonly options = metricOptions
    .extend({
      numClasses: z.int().positive().nullish().describe('number of classes; that of the scores unless given'),
      outFilePath: z
        .string()
        .endsWith('.json')
        .nullish()
        .describe('JSON file for the matrix and the figures of each class'),
    })
    .describe('how often each class was taken for each other one; precision, recall and F1 over all');

  override readonly prefix: string;
  readonly #numClasses: number;
  readonly #file: string | undefined;

  constructor(given: z.input<typeof ConfusionMatrix.options> = {}) {
    super();
    const { prefix, numClasses, outFilePath } = ConfusionMatrix.options.parse(given);
    this.prefix = prefix ?? 'confusion_matrix';
    this.#numClasses = numClasses ?? 0;
    this.#file = outFilePath ?? undefined;
  }

  /** @throws DataError `MMA_DATA_METRIC_INPUT` for a sample without prediction or without exactly one label */
  override process(samples: readonly DataSample[]): void {
    for (const { predScore, predLabel, gtLabel, metainfo } of samples) {
      const predicted = predScore === undefined ? predLabel : argmax(predScore);
      if (predicted === undefined || gtLabel?.length !== 1) {
        const found = predicted === undefined ? 'no prediction' : `${gtLabel?.length ?? 0} labels`;
        throw new DataError(
          'MMA_DATA_METRIC_INPUT',
          `ConfusionMatrix found a sample with ${found} (${JSON.stringify(metainfo)})`,
          { hint: 'it counts samples with one label each; check the labels in the annotation file' },
        );
      }
      this.results.push({ label: gtLabel[0]!, predicted, classes: predScore?.length ?? 0 });
    }
  }

  override async computeMetrics(results: readonly Pair[]): Promise<Record<string, number>> {
    const labels = results.map(({ label }) => label);
    const predicted = results.map((pair) => pair.predicted);
    const classes = results.map((pair) => pair.classes);
    const size = [...labels, ...predicted].reduce((most, label) => Math.max(most, label + 1), this.#numClasses);
    const matrix = countConfusion(
      predicted,
      labels,
      classes.reduce((most, count) => Math.max(most, count), size),
    );
    const figures = classFigures(matrix);
    if (this.#file !== undefined)
      await writeFileSafely(this.#file, `${JSON.stringify({ matrix, classes: figures })}\n`);
    const { precision, recall, f1 } = macroAverage(figures);
    return { precision, recall, f1_score: f1 };
  }
}

import { z } from 'zod';
import { METRICS } from '../../registry/roots.js';
import type { DataSample } from '../../structures/data-sample.js';
import { BaseMetric } from '../base-metric.js';
import { metricOptions } from '../metric-options.js';
import { RESULT_FILES, writeResults } from './results-file.js';

const options = metricOptions
  .omit({ prefix: true })
  .extend({
    outFilePath: z
      .string()
      .refine((file) => RESULT_FILES.some((ending) => file.endsWith(ending)), {
        error: `a file name ending in ${RESULT_FILES.join(', ')}`,
      })
      .describe('where predictions go: .pkl as MMEngine writes it, or .json'),
  })
  .describe('writes every prediction to a file, for `mma eval` or other programs; gives no figures');

/** Writes the predictions of a whole pass, in the dataset's order, to a file. */
@METRICS.register()
export class DumpResults extends BaseMetric<DataSample> {
  static readonly options = options;
  readonly prefix = undefined;
  private readonly file: string;

  constructor(given: z.input<typeof options>) {
    super();
    this.file = options.parse(given).outFilePath;
  }

  override process(samples: readonly DataSample[]): void {
    this.results.push(...samples);
  }

  override async computeMetrics(results: readonly DataSample[]): Promise<Record<string, number>> {
    await writeResults(this.file, results);
    return {};
  }
}

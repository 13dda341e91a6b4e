import { BaseMetric, type DataSample, METRICS } from '@mma/engine';
import { z } from 'zod';

const options = z.strictObject({}).describe('the share of right answers in the class that has the fewest');

/** `hardest/recall`: how well the class is told that is told worst. */
@METRICS.register({ scope: 'lab' })
export class HardestClass extends BaseMetric<{ label: number; isRight: boolean }> {
  static readonly options = options;
  override readonly prefix = 'hardest';

  override process(samples: readonly DataSample[]): void {
    for (const { gtLabel, predScore } of samples) {
      const label = gtLabel![0]!;
      this.results.push({ label, isRight: predScore!.indexOf(Math.max(...predScore!)) === label });
    }
  }

  override computeMetrics(results: readonly { label: number; isRight: boolean }[]): Record<string, number> {
    const classes = Map.groupBy(results, ({ label }) => label);
    const recalls = [...classes.values()].map((own) => own.filter(({ isRight }) => isRight).length / own.length);
    return { recall: Math.min(...recalls) };
  }
}

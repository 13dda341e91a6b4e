import { collectResults } from '../distributed/collect-results.js';
import { type Dist, isMain, singleProcess } from '../distributed/dist.js';
import type { Awaitable } from '../hooks/hook.js';
import type { DataSample } from '../structures/data-sample.js';

/** For whom a metric is computed. */
export interface EvaluateOptions {
  /** Samples of the whole dataset; what was repeated beyond them, so that all processes had equally many, does not count. */
  size?: number | undefined;
  /** The processes that have each seen a share of the samples; one unless given. */
  dist?: Dist;
}

/**
 * Gathers what it needs of predicted samples and turns it into numbers at the end of an epoch.
 *
 * A subclass implements `process`, which pushes one entry a sample to `results` (little and plain: a copy of what counts,
 * never the sample), and `computeMetrics`, which turns the entries of all processes into figures.
 */
export abstract class BaseMetric<Result = unknown> {
  /** Put before each key: `acc` gives `acc/top1`; nothing when undefined. */
  abstract readonly prefix: string | undefined;

  /** What this process has kept since the last evaluation: one entry a sample, in order. */
  protected results: Result[] = [];

  /** Takes in one batch of predicted samples: pushes to `results`. */
  abstract process(samples: readonly DataSample[]): void;

  /** The figures over the samples of all processes, in the dataset's order, without prefix. */
  abstract computeMetrics(results: readonly Result[]): Awaitable<Record<string, number>>;

  /** The figures with prefix, the same in every process; starts anew. */
  async evaluate({ size, dist = singleProcess }: EvaluateOptions = {}): Promise<Record<string, number>> {
    const results = await collectResults(this.results, dist, size);
    this.results = [];
    const figures = await dist.broadcast(isMain(dist) ? await this.computeMetrics(results) : {});
    if (this.prefix === undefined) return figures;
    return Object.fromEntries(Object.entries(figures).map(([key, value]) => [`${this.prefix}/${key}`, value]));
  }
}

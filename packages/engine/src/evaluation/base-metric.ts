import type { DataSample } from '../structures/data-sample.js';

/**
 * Gathers what it needs of predicted samples and turns it into numbers at the end of an epoch.
 *
 * A subclass implements `process` (keep little: a copy of what counts, never the sample) and `computeMetrics`, and forgets
 * in `reset`.
 */
export abstract class BaseMetric {
  /** Put before each key: `acc` gives `acc/top1`; nothing when undefined. */
  abstract readonly prefix: string | undefined;

  /** Takes in one batch of predicted samples. */
  abstract process(samples: readonly DataSample[]): void;

  /** The figures over everything processed since the last reset, without prefix. */
  abstract computeMetrics(): Record<string, number>;

  /** Forgets everything processed. */
  abstract reset(): void;

  /** The figures with prefix; starts anew. */
  evaluate(): Record<string, number> {
    const figures = this.computeMetrics();
    this.reset();
    if (this.prefix === undefined) return figures;
    return Object.fromEntries(Object.entries(figures).map(([key, value]) => [`${this.prefix}/${key}`, value]));
  }
}

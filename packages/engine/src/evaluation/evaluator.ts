import { EngineError } from '../errors.js';
import type { DataSample } from '../structures/data-sample.js';
import type { BaseMetric, EvaluateOptions } from './base-metric.js';

/** Several metrics over the same samples. */
export class Evaluator {
  constructor(readonly metrics: readonly BaseMetric[]) {}

  process(samples: readonly DataSample[]): void {
    for (const metric of this.metrics) metric.process(samples);
  }

  /**
   * All figures in the metrics' order; every metric starts anew.
   *
   * @throws EngineError `MMA_EVAL_DUPLICATE_KEY` when two metrics give a figure the same name
   */
  async evaluate(options: EvaluateOptions = {}): Promise<Record<string, number>> {
    const figures: Record<string, number> = {};
    for (const metric of this.metrics) addFigures(figures, await metric.evaluate(options));
    return figures;
  }
}

/**
 * Adds figures to others.
 *
 * @throws EngineError `MMA_EVAL_DUPLICATE_KEY` when two have the same name
 */
export function addFigures(figures: Record<string, number>, added: Readonly<Record<string, number>>): void {
  for (const [key, value] of Object.entries(added)) {
    if (key in figures) {
      throw new EngineError('MMA_EVAL_DUPLICATE_KEY', `two metrics of one evaluator both give \`${key}\``, {
        hint: 'set a `prefix` on one of them',
      });
    }
    figures[key] = value;
  }
}

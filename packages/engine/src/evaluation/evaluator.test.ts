import { describe, expect, it } from 'vitest';
import { asRanks } from '../distributed/fixtures/ranks.js';
import type { DataSample } from '../structures/data-sample.js';
import { BaseMetric } from './base-metric.js';
import { Evaluator } from './evaluator.js';

class Hits extends BaseMetric<boolean> {
  constructor(override readonly prefix: string | undefined) {
    super();
  }

  override process(samples: readonly DataSample[]): void {
    for (const { predLabel, gtLabel } of samples) this.results.push(predLabel === gtLabel?.[0]);
  }

  override computeMetrics(results: readonly boolean[]): Record<string, number> {
    return { rate: results.filter(Boolean).length / results.length };
  }
}

const right: DataSample = { metainfo: {}, gtLabel: [1], predLabel: 1 };
const wrong: DataSample = { metainfo: {}, gtLabel: [1], predLabel: 0 };

describe('an evaluator', () => {
  it('puts prefixes before the figures of several metrics', async () => {
    const evaluator = new Evaluator([new Hits('acc'), new Hits(undefined)]);
    evaluator.process([right, wrong]);
    evaluator.process([right, right]);
    expect(await evaluator.evaluate()).toEqual({ 'acc/rate': 0.75, rate: 0.75 });
  });

  it('starts anew after each evaluation', async () => {
    const evaluator = new Evaluator([new Hits('acc')]);
    evaluator.process([right]);
    await evaluator.evaluate();
    evaluator.process([wrong]);
    expect(await evaluator.evaluate()).toEqual({ 'acc/rate': 0 });
  });

  it('refuses two figures of one name', async () => {
    const evaluator = new Evaluator([new Hits('acc'), new Hits('acc')]);
    evaluator.process([right]);
    await expect(evaluator.evaluate()).rejects.toThrow('two metrics of one evaluator both give `acc/rate`');
  });

  it('gives every process the figures of the whole dataset, each sample counted once', async () => {
    // Three samples for two processes: the last of the second is the first once more.
    const shares = [
      [wrong, right],
      [right, wrong],
    ];
    const figures = await asRanks(2, async (dist) => {
      const evaluator = new Evaluator([new Hits('acc')]);
      evaluator.process(shares[dist.rank]!);
      return evaluator.evaluate({ size: 3, dist });
    });
    expect(figures).toEqual([{ 'acc/rate': 2 / 3 }, { 'acc/rate': 2 / 3 }]);
  });
});

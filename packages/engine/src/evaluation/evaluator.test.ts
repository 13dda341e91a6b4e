import { expect, it } from 'vitest';
import type { DataSample } from '../structures/data-sample.js';
import { BaseMetric } from './base-metric.js';
import { Evaluator } from './evaluator.js';

class Hits extends BaseMetric {
  private hits = 0;
  private total = 0;

  constructor(override readonly prefix: string | undefined) {
    super();
  }

  override process(samples: readonly DataSample[]): void {
    this.total += samples.length;
    this.hits += samples.filter((sample) => sample.predLabel === sample.gtLabel?.[0]).length;
  }

  override computeMetrics(): Record<string, number> {
    return { rate: this.hits / this.total };
  }

  override reset(): void {
    this.hits = 0;
    this.total = 0;
  }
}

const right: DataSample = { metainfo: {}, gtLabel: [1], predLabel: 1 };
const wrong: DataSample = { metainfo: {}, gtLabel: [1], predLabel: 0 };

it('puts prefixes before the figures of several metrics', () => {
  const evaluator = new Evaluator([new Hits('acc'), new Hits(undefined)]);
  evaluator.process([right, wrong]);
  evaluator.process([right, right]);
  expect(evaluator.evaluate()).toEqual({ 'acc/rate': 0.75, rate: 0.75 });
});

it('starts anew after each evaluation', () => {
  const evaluator = new Evaluator([new Hits('acc')]);
  evaluator.process([right]);
  evaluator.evaluate();
  evaluator.process([wrong]);
  expect(evaluator.evaluate()).toEqual({ 'acc/rate': 0 });
});

it('refuses two figures of one name', () => {
  const evaluator = new Evaluator([new Hits('acc'), new Hits('acc')]);
  evaluator.process([right]);
  expect(() => evaluator.evaluate()).toThrow('two metrics of one evaluator both give `acc/rate`');
});

import type { RunLog } from './run-log.js';
import type { ScalarRecord } from './scalar-line.js';

export interface Best {
  value: number;
  /** Epoch (or iteration) that it was filed under. */
  step: number;
}

/** A run in a few figures. */
export interface RunSummary {
  name: string;
  file: string;
  epochs: number;
  iterations: number;
  /** Of the training records. */
  loss: { first: number; last: number; lowest: number } | null;
  lr: { lowest: number; highest: number } | null;
  /** Seconds; the median, and the share of it spent waiting for data. */
  secondsPerIteration: number | null;
  dataShare: number | null;
  /** MiB, where it was measured. */
  memory: number | null;
  best: Record<string, Best>;
  last: Record<string, number>;
  eta: string | null;
}

const NOT_METRICS = new Set(['step', 'epoch', 'iter', 'time', 'data_time', 'memory', 'lr']);

/** Sums up what a run wrote down. */
export function summarize({ name, file, train, val, eta }: RunLog): RunSummary {
  const losses = numbers(train, 'loss');
  const rates = numbers(train, 'lr');
  const time = median(numbers(train, 'time'));
  const dataTime = median(numbers(train, 'data_time'));
  const memory = numbers(train, 'memory');
  return {
    name,
    file,
    epochs: numbers(train, 'epoch').at(-1) ?? 0,
    iterations: numbers(train, 'iter').at(-1) ?? 0,
    loss: losses.length === 0 ? null : { first: losses[0]!, last: losses.at(-1)!, lowest: least(losses) },
    lr: rates.length === 0 ? null : { lowest: least(rates), highest: -least(rates.map((rate) => -rate)) },
    secondsPerIteration: time,
    dataShare: time === null || dataTime === null || time === 0 ? null : dataTime / time,
    memory: memory.length === 0 ? null : -least(memory.map((size) => -size)),
    best: bestOf(val),
    last: Object.fromEntries(metricNames(val).map((metric) => [metric, numbers(val, metric).at(-1)!])),
    eta: eta ?? null,
  };
}

/** Whether less of a metric is better, told from its name. */
export function isLessBetter(metric: string): boolean {
  return /loss|error|_err\b/i.test(metric);
}

/** The best of each metric: the lowest of losses and errors, the highest of all others, as CheckpointHook tells them. */
function bestOf(val: readonly ScalarRecord[]): Record<string, Best> {
  const best: Record<string, Best> = {};
  for (const metric of metricNames(val)) {
    const sign = isLessBetter(metric) ? -1 : 1;
    for (const record of val) {
      const value = record[metric];
      if (value == null) continue;
      const former = best[metric];
      if (former === undefined || sign * value > sign * former.value)
        best[metric] = { value, step: record['step'] ?? 0 };
    }
  }
  return best;
}

export function metricNames(records: readonly ScalarRecord[]): string[] {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  return [...names].filter((name) => !NOT_METRICS.has(name) && records.some((record) => record[name] != null));
}

function numbers(records: readonly ScalarRecord[], key: string): number[] {
  return records.map((record) => record[key]).filter((value) => value != null);
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? null : sorted[sorted.length >> 1]!;
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}

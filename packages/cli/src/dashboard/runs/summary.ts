import { relative } from 'node:path';
import { isLessBetter } from '@mma/visualization';
import type { Run } from './run.js';
import type { ScalarTable } from './scalar-table.js';
import type { Session } from './session.js';

/** A run in a few figures, as the page lists it; times in seconds since 1970. */
export interface RunSummary {
  id: string;
  name: string;
  workDir: string;
  kind: 'train' | 'test';
  status: 'running' | 'finished' | 'stopped';
  started: number | null;
  updated: number;
  sessions: { name: string; resumedFrom: number | null; logSize: number }[];
  epoch: number | null;
  maxEpochs: number | null;
  iteration: number;
  maxIterations: number | null;
  iterationsPerEpoch: number | null;
  /** What the log says is left: `0:12:30`. */
  eta: string | null;
  secondsPerIteration: number | null;
  /** MiB. */
  memory: number | null;
  /** Best and last of the metrics of validation; of a test, what it found. */
  metrics: Record<string, { best: number; step: number; last: number }>;
  keys: { train: string[]; val: string[] };
  rows: { train: number; val: number };
  generation: string;
  /** What is wrong with its files. */
  problems: string[];
}

/** Seconds without a line after which a run counts as stopped, unless its lines are rare. */
const QUIET = 60;
/** Seconds in which a run that is complete may still write. */
const LINGER = 5;

/** @param now in seconds since 1970 */
export function summarizeRun(run: Run, { name, now }: { name: string; now: number }): RunSummary {
  const { newest, train, val } = run;
  const { facts } = newest;
  const kind = facts.isTest && train.rows === 0 ? 'test' : 'train';
  return {
    id: run.id,
    name,
    workDir: run.workDir,
    kind,
    status: statusOf(newest, kind, now),
    started: run.sessions[0]!.started,
    updated: newest.modified / 1000,
    sessions: run.sessions.map((session) => ({
      name: session.name,
      resumedFrom: session.facts.resumedFrom,
      logSize: session.logSize,
    })),
    epoch: facts.epoch,
    maxEpochs: facts.maxEpochs,
    iteration: Math.max(train.iterations.at(-1) ?? 0, facts.resumedFrom ?? 0),
    maxIterations: facts.maxIterations,
    iterationsPerEpoch:
      run.sessions.findLast((session) => session.facts.iterationsPerEpoch !== null)?.facts.iterationsPerEpoch ?? null,
    eta: facts.eta,
    secondsPerIteration: train.last('time'),
    memory: train.last('memory'),
    metrics: kind === 'test' ? testMetrics(newest) : metricsOf(val),
    keys: { train: [...train.columns.keys()], val: metricKeys(val) },
    rows: { train: train.rows, val: val.rows },
    generation: run.generation,
    problems: run.sessions.flatMap(problemsOf),
  };
}

function statusOf(
  { facts, modified, testMetrics }: Session,
  kind: 'train' | 'test',
  now: number,
): RunSummary['status'] {
  const isComplete = kind === 'test' ? Object.keys(testMetrics).length > 0 : facts.isComplete;
  const quiet = now - modified / 1000;
  if (quiet < (isComplete ? LINGER : Math.max(QUIET, 6 * facts.pace))) return 'running';
  return isComplete ? 'finished' : 'stopped';
}

/** Validation's own times are no metrics. */
function metricKeys(val: ScalarTable): string[] {
  return [...val.columns.keys()].filter((key) => key !== 'time' && key !== 'data_time');
}

function metricsOf(val: ScalarTable): RunSummary['metrics'] {
  const metrics: RunSummary['metrics'] = {};
  for (const key of metricKeys(val)) {
    const last = val.last(key);
    if (last === null) continue;
    const sign = isLessBetter(key) ? -1 : 1;
    let at = -1;
    const column = val.columns.get(key)!;
    for (const [row, value] of column.entries()) {
      if (!Number.isNaN(value) && (at === -1 || sign * value > sign * column[at]!)) at = row;
    }
    metrics[key] = { best: column[at]!, step: val.steps[at]!, last };
  }
  return metrics;
}

function testMetrics({ testMetrics }: Session): RunSummary['metrics'] {
  return Object.fromEntries(
    Object.entries(testMetrics).map(([key, value]) => [key, { best: value, step: 0, last: value }]),
  );
}

function problemsOf({ name, place, badLines, firstBadLine, failure }: Session): string[] {
  const problems: string[] = [];
  if (badLines > 0) {
    const more = badLines === 1 ? '' : ` and ${badLines - 1} more`;
    problems.push(
      `${relative(place.workDir, place.scalars)}:${firstBadLine}${more}: no line of scalars; it is left out`,
    );
  }
  if (failure !== undefined) problems.push(`${name} cannot be read: ${failure}`);
  return problems;
}

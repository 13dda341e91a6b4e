import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { VisualizationError } from '../errors.js';
import { isTraining, parseScalarLine, type ScalarRecord } from './scalar-line.js';

/** What a training run wrote down, of this project or of MMEngine. */
export interface RunLog {
  name: string;
  /** The newest file of scalars that was read. */
  file: string;
  /** Training's records by iteration. */
  train: readonly ScalarRecord[];
  /** Metrics of validation passes, each with the iteration of training before it as `iter` and its own step. */
  val: readonly ScalarRecord[];
  /** Seconds that the newest run says are left, where its log says so. */
  eta?: string;
}

const SCALARS = 'scalars.json';

/**
 * Reads a run: a work dir (with what its latest run was resumed from), the folder of one run, its `vis_data`, or a `scalars.json`.
 *
 * @throws VisualizationError `MMA_VISUALIZATION_LOG` where there is nothing to read, or a line is not JSON
 */
export function readRunLog(path: string): RunLog {
  const files = scalarFiles(path);
  if (files.length === 0) {
    throw new VisualizationError('MMA_VISUALIZATION_LOG', `${path} holds no scalars of a run`, {
      hint: 'name a work dir of `mma train`, a folder of one run in it, or a scalars.json',
    });
  }
  let train: ScalarRecord[] = [];
  let val: ScalarRecord[] = [];
  for (const file of files) {
    const records = readRecords(file);
    const first = records.find(isTraining)?.['iter'];
    if (first == null) continue;
    // A resumed run goes on from some iteration; one that begins at 1 is another run.
    train = train.filter((record) => iterOf(record) < first);
    val = val.filter((record) => iterOf(record) < first);
    for (const record of records) {
      if (isTraining(record)) train.push(record);
      else val.push({ ...record, iter: iterOf(train.at(-1) ?? {}) });
    }
  }
  const newest = files.at(-1)!;
  const eta = lastEta(newest);
  return { name: nameOf(path), file: newest, train, val, ...(eta === undefined ? {} : { eta }) };
}

/** Files of scalars, oldest first. */
function scalarFiles(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const own = [join(path, SCALARS), join(path, 'vis_data', SCALARS)].find((file) => existsSync(file));
  if (own !== undefined) return [own];
  return readdirSync(path)
    .filter((name) => /^\d{8}_\d{6}$/.test(name))
    .sort()
    .map((name) => join(path, name, 'vis_data', SCALARS))
    .filter((file) => existsSync(file));
}

function readRecords(file: string): ScalarRecord[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [parseScalarLine(line)];
    } catch (error) {
      // The last line of a run that is being written, or was killed, may be half there.
      if (index === lines.length - 1) return [];
      throw new VisualizationError('MMA_VISUALIZATION_LOG', `${file}:${index + 1}: this is no line of scalars`, {
        hint: 'a file of scalars has one JSON object a line',
        cause: error,
      });
    }
  });
}

function iterOf(record: ScalarRecord): number {
  return record['iter'] ?? 0;
}

function nameOf(path: string): string {
  const absolute = resolve(path);
  if (basename(absolute).endsWith('.json')) return nameOf(dirname(absolute));
  return basename(absolute) === 'vis_data' ? nameOf(dirname(absolute)) : basename(absolute);
}

function lastEta(file: string): string | undefined {
  const folder = dirname(dirname(file));
  const log = readdirSync(folder).find((name) => name === `${basename(folder)}.log`);
  if (log === undefined) return undefined;
  const lines = readFileSync(join(folder, log), 'utf8').match(/^.*(?:Epoch|Iter)\(train\).* eta: .*$/gm);
  return lines === null ? undefined : /eta: ((?:\d+ days?, )?[\d:]+)/.exec(lines.at(-1)!)?.[1];
}

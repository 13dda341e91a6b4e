import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MetricPoint, MlflowStore, NewRun } from './mlflow-store.js';

/** MLflow's own numbers of a run's states. */
const RUNNING = 1;
const FINISHED = 3;

/** Runs in a folder in MLflow's file format, for `mlflow ui --backend-store-uri FOLDER`: no server is needed. */
export class FileStore implements MlflowStore {
  readonly #root: string;
  #run = '';
  #meta: Record<string, string | number | null> = {};

  constructor(folder: string) {
    this.#root = resolve(folder);
  }

  async begin({ experiment, name, tags, startTime }: NewRun): Promise<void> {
    const experimentId = (await this.#find(experiment)) ?? (await this.#create(experiment, startTime));
    const runId = randomBytes(16).toString('hex');
    this.#run = join(this.#root, experimentId, runId);
    for (const folder of ['artifacts', 'metrics', 'params', 'tags'])
      await mkdir(join(this.#run, folder), { recursive: true });
    this.#meta = {
      artifact_uri: pathToFileURL(join(this.#run, 'artifacts')).href,
      end_time: null,
      entry_point_name: '',
      experiment_id: experimentId,
      lifecycle_stage: 'active',
      run_id: runId,
      run_name: name,
      run_uuid: runId,
      source_name: '',
      source_type: 4,
      source_version: '',
      start_time: startTime,
      status: RUNNING,
      user_id: userInfo().username,
    };
    await writeMeta(this.#run, this.#meta);
    await this.#writeAll('tags', { 'mlflow.runName': name, ...tags });
  }

  logParams(params: Readonly<Record<string, string>>): Promise<void> {
    return this.#writeAll('params', params);
  }

  async logMetrics(points: readonly MetricPoint[]): Promise<void> {
    for (const [key, own] of Map.groupBy(points, (point) => point.key)) {
      const lines = own.map(({ timestamp, value, step }) => `${timestamp} ${value} ${step}\n`);
      await this.#write(appendFile, join('metrics', key), lines.join(''));
    }
  }

  logText(text: string, file: string): Promise<void> {
    return this.#write(writeFile, join('artifacts', file), text);
  }

  end(endTime: number): Promise<void> {
    return writeMeta(this.#run, { ...this.#meta, end_time: endTime, status: FINISHED });
  }

  async #find(experiment: string): Promise<string | undefined> {
    await mkdir(this.#root, { recursive: true });
    for (const id of await readdir(this.#root)) {
      const meta = await readFile(join(this.#root, id, 'meta.yaml'), 'utf8').catch((error: NodeJS.ErrnoException) => {
        // Other folders may lie here, such as the one for what was deleted.
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
        throw error;
      });
      if (meta.split('\n').includes(`name: ${JSON.stringify(experiment)}`)) return id;
      if (meta.split('\n').includes(`name: ${experiment}`)) return id;
    }
    return undefined;
  }

  async #create(experiment: string, time: number): Promise<string> {
    // MLflow's own way to a number that no other process takes.
    const id = BigInt(`0x${randomBytes(8).toString('hex')}`)
      .toString()
      .slice(0, 18);
    const folder = join(this.#root, id);
    await mkdir(folder);
    await writeMeta(folder, {
      artifact_location: pathToFileURL(folder).href,
      creation_time: time,
      experiment_id: id,
      last_update_time: time,
      lifecycle_stage: 'active',
      name: experiment,
    });
    return id;
  }

  async #writeAll(kind: string, values: Readonly<Record<string, string>>): Promise<void> {
    for (const [key, value] of Object.entries(values)) await this.#write(writeFile, join(kind, key), value);
  }

  /** Names may have `/` in them, and are folders then. */
  async #write(write: typeof writeFile | typeof appendFile, name: string, text: string): Promise<void> {
    const file = join(this.#run, name);
    await mkdir(dirname(file), { recursive: true });
    await write(file, text);
  }
}

/** JSON's scalars are YAML's. */
async function writeMeta(folder: string, meta: Readonly<Record<string, string | number | null>>): Promise<void> {
  const lines = Object.entries(meta).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  await writeFile(join(folder, 'meta.yaml'), lines.join(''));
}

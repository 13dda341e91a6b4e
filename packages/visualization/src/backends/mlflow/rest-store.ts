import { requestJson } from '../http.js';
import type { MetricPoint, MlflowStore, NewRun } from './mlflow-store.js';

/** Limits of one request of MLflow's. */
const MOST_METRICS = 1000;
const MOST_PARAMS = 100;
/** MLflow keeps no longer values of parameters. */
const LONGEST_PARAM = 6000;

const KEY_HINT =
  'the tracking server asks who you are: set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and _PASSWORD';

/** Runs on a tracking server, over MLflow's REST API 2.0 (https://mlflow.org/docs/latest/rest-api.html). */
export class RestStore implements MlflowStore {
  #runId = '';
  readonly #headers: Readonly<Record<string, string>>;

  /** @param uri address of the server: `http://localhost:5000` */
  constructor(
    private readonly uri: string,
    env: NodeJS.ProcessEnv = process.env,
  ) {
    this.#headers = authorization(env);
  }

  async begin({ experiment, name, tags, startTime }: NewRun): Promise<void> {
    const query = `experiments/get-by-name?experiment_name=${encodeURIComponent(experiment)}`;
    const found = (await this.#call(query)) as { experiment?: { experiment_id: string } } | undefined;
    const id =
      found?.experiment?.experiment_id ??
      ((await this.#call('experiments/create', { name: experiment })) as { experiment_id: string }).experiment_id;
    const made = (await this.#call('runs/create', {
      experiment_id: id,
      run_name: name,
      start_time: startTime,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    })) as { run: { info: { run_id: string } } };
    this.#runId = made.run.info.run_id;
  }

  async logParams(params: Readonly<Record<string, string>>): Promise<void> {
    const list = Object.entries(params).map(([key, value]) => ({ key, value: value.slice(0, LONGEST_PARAM) }));
    for (let first = 0; first < list.length; first += MOST_PARAMS) {
      await this.#call('runs/log-batch', { run_id: this.#runId, params: list.slice(first, first + MOST_PARAMS) });
    }
  }

  async logMetrics(given: readonly MetricPoint[]): Promise<void> {
    // JSON has no NaN; protocol buffers' JSON, which MLflow reads, has it as text.
    const points = given.map((point) => (Number.isFinite(point.value) ? point : { ...point, value: `${point.value}` }));
    for (let first = 0; first < points.length; first += MOST_METRICS) {
      await this.#call('runs/log-batch', { run_id: this.#runId, metrics: points.slice(first, first + MOST_METRICS) });
    }
  }

  /** As a tag: artifacts of a server may lie in stores that only its own client can reach. */
  async logText(text: string, file: string): Promise<void> {
    await this.#call('runs/set-tag', { run_id: this.#runId, key: file, value: text.slice(0, LONGEST_PARAM) });
  }

  async end(endTime: number): Promise<void> {
    await this.#call('runs/update', { run_id: this.#runId, status: 'FINISHED', end_time: endTime });
  }

  #call(path: string, body?: unknown): Promise<unknown> {
    return requestJson(`${this.uri.replace(/\/$/, '')}/api/2.0/mlflow/${path}`, {
      ...(body === undefined ? { method: 'GET' as const, mayBeAbsent: true } : { body }),
      headers: this.#headers,
      keyHint: KEY_HINT,
    });
  }
}

function authorization(env: NodeJS.ProcessEnv): Record<string, string> {
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password } = env;
  if (token) return { authorization: `Bearer ${token}` };
  if (!user) return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` };
}

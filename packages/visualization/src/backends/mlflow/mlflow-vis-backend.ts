import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunConfig, VISBACKENDS, VisBackend, type VisPlace, visBackendOptions } from '@mma/engine';
import { z } from 'zod';
import { configParams } from '../config-params.js';
import { Outbox } from '../outbox.js';
import { FileStore } from './file-store.js';
import type { MetricPoint, MlflowStore } from './mlflow-store.js';
import { RestStore } from './rest-store.js';

const options = z
  .strictObject({
    ...visBackendOptions,
    expName: z.string().nullish().describe('the experiment; "Default" where left out'),
    runName: z.string().nullish().describe("the run; the experiment's name and time where left out"),
    tags: z.record(z.string(), z.string()).nullish().describe('tags of the run'),
    params: z.record(z.string(), z.unknown()).nullish().describe("parameters of the run, beside the config's"),
    trackingUri: z
      .string()
      .nullish()
      .describe('a tracking server (http://…), or a folder; $MLFLOW_TRACKING_URI, else ./mlruns, where left out'),
    trackedConfigKeys: z.array(z.string()).nullish().describe('keys of the config to keep; all where left out'),
  })
  .describe('keeps scalars and the config in MLflow: on a tracking server, or in a folder that `mlflow ui` shows');

/** Keeps a run in MLflow. */
@VISBACKENDS.register()
export class MLflowVisBackend extends VisBackend {
  static readonly options = options;
  readonly #settings: z.output<typeof options>;
  #store: MlflowStore | undefined;
  #outbox: Outbox<MetricPoint> | undefined;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.#settings = options.parse(given);
  }

  override async open({ experimentName, workDir }: VisPlace): Promise<void> {
    const { expName, runName, tags, params, trackingUri, saveDir } = this.#settings;
    const store = storeOf(trackingUri ?? process.env['MLFLOW_TRACKING_URI'] ?? saveDir ?? 'mlruns');
    await store.begin({
      experiment: expName ?? 'Default',
      name: runName ?? experimentName,
      tags: { work_dir: basename(workDir), ...tags },
      startTime: Date.now(),
    });
    if (params != null) await store.logParams(configParams({ values: params as RunConfig['values'] }));
    this.#store = store;
    this.#outbox = new Outbox((points) => store.logMetrics(points));
  }

  override addScalars(scalars: Readonly<Record<string, number>>, step: number): void {
    const timestamp = Date.now();
    for (const [key, value] of Object.entries(scalars)) this.#outbox!.add({ key, value, timestamp, step });
  }

  override async addConfig(config: RunConfig): Promise<void> {
    await this.#store!.logText(config.text, 'config.py');
    await this.#store!.logParams(configParams(config, this.#settings.trackedConfigKeys));
  }

  override async close(): Promise<void> {
    await this.#outbox?.close();
    await this.#store?.end(Date.now());
  }
}

function storeOf(uri: string): MlflowStore {
  if (/^https?:/.test(uri)) return new RestStore(uri);
  return new FileStore(uri.startsWith('file:') ? fileURLToPath(uri) : resolve(uri));
}

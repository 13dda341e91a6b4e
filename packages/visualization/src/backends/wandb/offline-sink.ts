import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { configRecord, exitRecord, headerRecord, historyRecord, runRecord } from './record.js';
import { RecordLog } from './record-log.js';
import type { HistoryRow, WandbRun, WandbSink } from './wandb-run.js';

/** A run in a file, `wandb/offline-run-<time>-<id>/run-<id>.wandb`, which `wandb sync` sends later. */
export class OfflineSink implements WandbSink {
  #log: RecordLog | undefined;
  #run: WandbRun | undefined;
  #records = 0;

  constructor(private readonly folder: string) {}

  async begin(run: WandbRun): Promise<void> {
    this.#run = run;
    const time = new Date(run.startTime * 1000).toISOString().replaceAll(/[-:]/g, '').replace('T', '_').slice(0, 15);
    const place = join(this.folder, 'wandb', `offline-run-${time}-${run.id}`);
    mkdirSync(join(place, 'files'), { recursive: true });
    this.#log = new RecordLog(join(place, `run-${run.id}.wandb`));
    this.#log.add(headerRecord());
    this.#log.add(runRecord(++this.#records, run));
  }

  async config(config: Readonly<Record<string, unknown>>): Promise<void> {
    this.#log!.add(configRecord(++this.#records, config));
  }

  async history(rows: readonly HistoryRow[]): Promise<void> {
    for (const row of rows) this.#log!.add(historyRecord(++this.#records, row));
  }

  async end(): Promise<void> {
    this.#log!.add(exitRecord(++this.#records, Date.now() / 1000 - this.#run!.startTime));
    this.#log!.close();
  }
}

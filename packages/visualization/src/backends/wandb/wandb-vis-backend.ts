import { randomInt } from 'node:crypto';
import { type RunConfig, VISBACKENDS, VisBackend, type VisPlace, visBackendOptions } from '@mma/engine';
import { z } from 'zod';
import { Outbox } from '../outbox.js';
import { OfflineSink } from './offline-sink.js';
import { OnlineSink } from './online-sink.js';
import type { HistoryRow, WandbSink } from './wandb-run.js';

const initKwargs = z.strictObject({
  project: z.string().nullish().describe('$WANDB_PROJECT, else "uncategorized", where left out'),
  entity: z.string().nullish().describe("a team; $WANDB_ENTITY, else the key's own account, where left out"),
  name: z.string().nullish().describe("the run; the experiment's name and time where left out"),
  id: z.string().nullish().describe("the run's id; drawn where left out, and one that exists is gone on with"),
  group: z.string().nullish().describe('what the run is part of'),
  jobType: z.string().nullish().describe('what the run does'),
  notes: z.string().nullish().describe('a longer description'),
  tags: z.array(z.string()).nullish().describe('labels'),
  mode: z
    .enum(['online', 'offline', 'disabled'])
    .nullish()
    .describe('"offline" keeps the run in a file for `wandb sync`; $WANDB_MODE, else "online", where left out'),
});

const options = z
  .strictObject({
    ...visBackendOptions,
    initKwargs: initKwargs.nullish().describe("the run's place and names, as `wandb.init` takes them"),
  })
  .describe('keeps scalars and the config in Weights & Biases, or offline in a file that `wandb sync` sends');

const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Keeps a run in Weights & Biases. */
@VISBACKENDS.register()
export class WandbVisBackend extends VisBackend {
  static readonly options = options;
  readonly #settings: z.output<typeof options>;
  #sink: WandbSink | undefined;
  #outbox: Outbox<HistoryRow> | undefined;
  #startTime = 0;
  #rows = 0;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.#settings = options.parse(given);
  }

  override async open({ dir, experimentName }: VisPlace): Promise<void> {
    const { initKwargs: given, saveDir } = this.#settings;
    const { WANDB_MODE, WANDB_BASE_URL, WANDB_API_KEY, WANDB_PROJECT, WANDB_ENTITY } = process.env;
    const mode = given?.mode ?? WANDB_MODE ?? 'online';
    if (mode === 'disabled') return;
    const sink =
      mode === 'offline'
        ? new OfflineSink(saveDir ?? dir)
        : new OnlineSink(WANDB_BASE_URL || 'https://api.wandb.ai', WANDB_API_KEY);
    this.#startTime = Date.now() / 1000;
    await sink.begin({
      id: given?.id ?? drawId(),
      entity: given?.entity ?? WANDB_ENTITY,
      project: given?.project ?? WANDB_PROJECT ?? 'uncategorized',
      name: given?.name ?? experimentName,
      group: given?.group ?? undefined,
      jobType: given?.jobType ?? undefined,
      notes: given?.notes ?? undefined,
      tags: given?.tags ?? [],
      startTime: this.#startTime,
    });
    this.#sink = sink;
    this.#rows = 0;
    this.#outbox = new Outbox((rows) => sink.history(rows));
  }

  /** W&B wants steps that only rise, and metrics are filed under epochs: rows are numbered, and tell epoch and iteration themselves. */
  override addScalars(scalars: Readonly<Record<string, number>>): void {
    const now = Date.now() / 1000;
    this.#outbox?.add({ ...scalars, _step: this.#rows++, _timestamp: now, _runtime: now - this.#startTime });
  }

  override async addConfig({ values }: RunConfig): Promise<void> {
    await this.#sink?.config(values);
  }

  override async close(): Promise<void> {
    await this.#outbox?.close();
    await this.#sink?.end();
  }
}

function drawId(): string {
  return Array.from({ length: 8 }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join('');
}

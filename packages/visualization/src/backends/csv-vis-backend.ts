import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { VISBACKENDS, VisBackend, type VisPlace, visBackendOptions } from '@mma/engine';
import { z } from 'zod';
import { CsvTable } from './csv-table.js';

const options = z
  .strictObject({
    ...visBackendOptions,
    scalarSaveFile: z.string().default('scalars.csv').describe('the file'),
  })
  .describe('keeps scalars as a table of comma-separated values, a row for each step');

/** Keeps a run's scalars as a table for spreadsheets: a row for each step that was logged, a column for each scalar. */
@VISBACKENDS.register()
export class CSVVisBackend extends VisBackend {
  static readonly options = options;
  readonly #settings: z.output<typeof options>;
  #table: CsvTable | undefined;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.#settings = options.parse(given);
  }

  override open({ dir }: VisPlace): void {
    const folder = this.#settings.saveDir ?? dir;
    mkdirSync(folder, { recursive: true });
    this.#table = new CsvTable(join(folder, this.#settings.scalarSaveFile));
  }

  override addScalars(scalars: Readonly<Record<string, number>>, step: number): void {
    this.#table!.add({ step, ...scalars });
  }

  override close(): void {
    this.#table = undefined;
  }
}

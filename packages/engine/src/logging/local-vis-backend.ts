import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeError } from '../checkpoint/write-error.js';
import { VISBACKENDS } from '../registry/roots.js';
import { type RunConfig, VisBackend, type VisPlace, visBackendOptions } from './vis-backend.js';

const options = z
  .strictObject({
    ...visBackendOptions,
    configSaveFile: z.string().default('config.py').describe("the config's file"),
    scalarSaveFile: z
      .string()
      .regex(/\.json$/, 'the ending .json is needed')
      .default('scalars.json')
      .describe("the scalars' file"),
  })
  .describe("keeps scalars as JSON lines, and the config, in the run's `vis_data`");

/**
 * Keeps a run's scalars as JSON lines in `vis_data/scalars.json`, and again in `vis_data/<timestamp>.json`, where
 * MMEngine's tools look for them; and the config beside them.
 */
@VISBACKENDS.register()
export class LocalVisBackend extends VisBackend {
  static readonly options = options;
  private readonly settings: z.output<typeof options>;
  private dir = '';
  private files: number[] = [];

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.settings = options.parse(given);
  }

  override open({ dir, timestamp }: VisPlace): void {
    this.dir = this.settings.saveDir ?? dir;
    try {
      mkdirSync(this.dir, { recursive: true });
      const names = [this.settings.scalarSaveFile, `${timestamp}.json`];
      this.files = names.map((name) => openSync(join(this.dir, name), 'a'));
    } catch (error) {
      throw writeError(this.dir, error);
    }
  }

  override addScalars(scalars: Readonly<Record<string, number>>, step: number): void {
    const line = `${JSON.stringify({ ...scalars, step })}\n`;
    try {
      for (const file of this.files) writeSync(file, line);
    } catch (error) {
      throw writeError(join(this.dir, this.settings.scalarSaveFile), error);
    }
  }

  override addConfig({ text }: RunConfig): void {
    writeFileSync(join(this.dir, this.settings.configSaveFile), text);
  }

  override close(): void {
    for (const file of this.files) closeSync(file);
    this.files = [];
  }
}

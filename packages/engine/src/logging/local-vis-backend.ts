import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeError } from '../checkpoint/write-error.js';
import { VISBACKENDS } from '../registry/roots.js';
import { VisBackend, type VisPlace } from './vis-backend.js';

const options = z.strictObject({
  configSaveFile: z.string().default('config.py'),
  scalarSaveFile: z.string().default('scalars.json'),
});

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
    mkdirSync(dir, { recursive: true });
    this.dir = dir;
    this.files = [this.settings.scalarSaveFile, `${timestamp}.json`].map((name) => openSync(join(dir, name), 'a'));
  }

  override addScalars(scalars: Readonly<Record<string, number>>, step: number): void {
    const line = `${JSON.stringify({ ...scalars, step })}\n`;
    try {
      for (const file of this.files) writeSync(file, line);
    } catch (error) {
      throw writeError(join(this.dir, this.settings.scalarSaveFile), error);
    }
  }

  override addConfig(text: string): void {
    writeFileSync(join(this.dir, this.settings.configSaveFile), text);
  }

  override close(): void {
    for (const file of this.files) closeSync(file);
    this.files = [];
  }
}

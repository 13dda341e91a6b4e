import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { DataError } from '../../errors.js';
import type { Layout } from './layout.js';

/**
 * The annotation files of one dataset.
 *
 * Every error names the file; a file that is missing is said together with all that the layout needs.
 */
export class AnnotationFiles {
  constructor(
    private readonly folder: string,
    private readonly needed: Layout['files'],
  ) {}

  /** @throws DataError `MMA_DATA_LAYOUT_FILE` where there is no such file */
  async text(name: string): Promise<string> {
    const text = await this.optionalText(name);
    if (text !== undefined) return text;
    throw new DataError('MMA_DATA_LAYOUT_FILE', `${join(this.folder, name)} does not exist`, {
      hint: `this layout needs ${this.needed} in the folder given with --annotations`,
    });
  }

  /** Undefined where there is no such file. */
  async optionalText(name: string): Promise<string | undefined> {
    try {
      return (await readFile(join(this.folder, name), 'utf8')).replace(/^\uFEFF/, '');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw this.error(name, `cannot be read: ${(cause as Error).message}`);
    }
  }

  /** The lines that are not blank, trimmed. */
  async lines(name: string): Promise<string[]> {
    return nonBlankLines(await this.text(name));
  }

  async csv(name: string, delimiter = ','): Promise<string[][]> {
    return this.parseCsv(name, await this.text(name), delimiter);
  }

  async optionalCsv(name: string, delimiter = ','): Promise<string[][] | undefined> {
    const text = await this.optionalText(name);
    return text === undefined ? undefined : this.parseCsv(name, text, delimiter);
  }

  /** @throws DataError `MMA_DATA_LAYOUT_FORMAT` for anything but JSON of that shape */
  async json<T>(name: string, schema: z.ZodType<T>): Promise<T> {
    return this.parseJson(name, await this.text(name), schema);
  }

  async optionalJson<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const text = await this.optionalText(name);
    return text === undefined ? undefined : this.parseJson(name, text, schema);
  }

  /** An error in a file's contents. */
  error(name: string, problem: string): DataError {
    return new DataError('MMA_DATA_LAYOUT_FORMAT', `${join(this.folder, name)}: ${problem}`, {
      hint: 'give the files as the dataset’s authors publish them',
    });
  }

  private parseCsv(name: string, text: string, delimiter: string): string[][] {
    try {
      return parse(text, { delimiter, skip_empty_lines: true, trim: true, relax_column_count: true });
    } catch (cause) {
      throw this.error(name, `is no CSV file: ${(cause as Error).message}`);
    }
  }

  private parseJson<T>(name: string, text: string, schema: z.ZodType<T>): T {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw this.error(name, `is no JSON file: ${(cause as Error).message}`);
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw this.error(name, z.prettifyError(parsed.error));
  }
}

export function nonBlankLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The number of a class by its name; an error that names file and row where there is no such class. */
export function classNumber(
  classes: ReadonlyMap<string, number>,
  name: string,
  at: { files: AnnotationFiles; file: string; row: string },
): number {
  const label = classes.get(name);
  if (label === undefined) throw at.files.error(at.file, `no class is named \`${name}\` (in \`${at.row}\`)`);
  return label;
}

export function numbered(classes: readonly string[]): Map<string, number> {
  return new Map(classes.map((name, i) => [name, i]));
}

import { readFile } from 'node:fs/promises';
import type { DatasetMeta } from '@mma/engine';
import { DataError } from '../errors.js';
import { under } from '../paths.js';

/** `metainfo` as a config has it: `classes` may be a file. */
export type WrittenMeta = { classes?: readonly string[] | string | undefined; [key: string]: unknown };

/**
 * Reads the class names from their file where they are in one.
 *
 * @throws DataError `MMA_DATA_CLASSES_NOT_FOUND`
 */
export async function resolveMeta(written: WrittenMeta, dataRoot: string): Promise<DatasetMeta> {
  const { classes, ...others } = written;
  if (classes === undefined) return others;
  return { ...others, classes: typeof classes === 'string' ? await readClasses(classes, dataRoot) : classes };
}

async function readClasses(path: string, dataRoot: string): Promise<string[]> {
  const places = [path, under(dataRoot, path)];
  for (const place of places) {
    const text = await readFile(place, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) continue;
    return text
      .replace(/^\uFEFF/, '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
  throw new DataError(
    'MMA_DATA_CLASSES_NOT_FOUND',
    `the file of class names ${path} does not exist (\`metainfo.classes\`)`,
    {
      hint: `looked for ${[...new Set(places)].join(' and ')}; it has one name a line, in the order of the class numbers`,
    },
  );
}

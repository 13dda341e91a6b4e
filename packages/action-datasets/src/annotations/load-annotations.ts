import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import type { AnnotationFile, AnnotationFormat } from './annotation.js';
import { parseCsvAnnotations } from './csv.js';
import { parseJsonAnnotations } from './json.js';
import { parseRawframesText } from './rawframes-text.js';
import { readAnnotationFile } from './read.js';
import { parseTextAnnotations } from './text.js';

export interface AnnotationSource {
  path: string;
  /** The dataset that names the file, for errors. */
  owner: string;
  /** The folder of the videos, in which Kinetics' CSV files are looked up. */
  folder: string;
}

/**
 * Reads an annotation file by the end of its name: `.json`, `.csv`, anything else as text.
 *
 * @throws DataError for a file that is not there, or not what its dataset expects, with file and line
 */
export async function loadAnnotations(source: AnnotationSource, format: AnnotationFormat): Promise<AnnotationFile> {
  const { path, owner, folder } = source;
  const text = await readAnnotationFile(path, owner);
  const kind = extname(path).toLowerCase();
  if (kind === '.json') return parseJsonAnnotations(text, path, format);
  if (kind === '.csv') {
    // Without the folder, clips are looked for where flat lists have them, and opening the first says what is missing.
    const folders = new Set(await readdir(folder === '' ? '.' : folder).catch(() => []));
    return { annotations: parseCsvAnnotations(text, path, { format, folders }), metainfo: {} };
  }
  const annotations =
    format.samples === 'rawframes' ? parseRawframesText(text, path, format) : parseTextAnnotations(text, path, format);
  return { annotations, metainfo: {} };
}

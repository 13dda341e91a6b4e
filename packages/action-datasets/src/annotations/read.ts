import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { closestName } from '@mma/config';
import { DataError } from '../errors.js';

/**
 * Reads an annotation file.
 *
 * @param owner the dataset that names the file, for the error.
 * @throws DataError `MMA_DATA_ANNOTATION_NOT_FOUND`, with the closest file beside it.
 */
export async function readAnnotationFile(path: string, owner: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const why =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : `cannot be read (${String(cause)})`;
    throw new DataError(
      'MMA_DATA_ANNOTATION_NOT_FOUND',
      `the annotation file ${path} ${why} (\`ann_file\` of ${owner})`,
      {
        hint: await hintFor(path),
        cause,
      },
    );
  }
}

async function hintFor(path: string): Promise<string> {
  const folder = dirname(resolve(path));
  const neighbours = await readdir(folder).catch(() => undefined);
  if (neighbours === undefined)
    return `there is no folder ${folder}: check \`ann_file\` and \`data_root\`, or prepare the data`;
  const closest = closestName(basename(path), neighbours);
  return closest === undefined
    ? `looked for ${resolve(path)}: check \`ann_file\` and \`data_root\``
    : `did you mean ${join(dirname(path), closest)}?`;
}

import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { DataError } from '../../errors.js';

/**
 * Reads the file of a picture.
 *
 * @param hint what to look at when it is not there
 * @throws DataError `MMA_DATA_FRAME_NOT_FOUND`, which says what its folder holds
 */
export async function readPictureFile(path: string, hint: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new DataError('MMA_DATA_FRAME_NOT_FOUND', `there is no picture ${path}: ${await whatIsThere(path)}`, {
      hint,
      cause,
    });
  }
}

async function whatIsThere(path: string): Promise<string> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return `there is no folder ${folder}`;
  if (names.length === 0) return 'its folder is empty';
  names.sort();
  return `its folder holds ${names.length} files, from ${basename(names[0]!)} to ${basename(names.at(-1)!)}`;
}

import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DataError } from './errors.js';

/**
 * Writes a file beside its place, flushes it, and renames it there: the place never holds half a file.
 *
 * @throws DataError `MMA_DATA_WRITE` when it cannot be written; nothing is left behind then
 */
export async function writeFileSafely(path: string, data: string | Uint8Array): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await using file = await open(beside, 'wx');
    await file.writeFile(data);
    await file.sync();
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {}); // Its folder may be no folder: the first error says so.
    throw new DataError('MMA_DATA_WRITE', `${path} cannot be written: ${(error as Error).message}`, {
      hint: 'choose a folder that can be written to, on a disk that has room',
      cause: error,
    });
  }
}

import { replaceFile } from '@mma/engine';
import { DataError } from './errors.js';

/**
 * Writes a file beside its place, flushes it, and renames it there: the place never holds half a file.
 *
 * @throws DataError `MMA_DATA_WRITE` when it cannot be written; nothing is left behind then
 */
export async function writeFileSafely(path: string, data: string | Uint8Array): Promise<void> {
  try {
    await replaceFile(path, data);
  } catch (error) {
    throw new DataError('MMA_DATA_WRITE', `${path} cannot be written: ${(error as Error).message}`, {
      hint: 'choose a folder that can be written to, on a disk that has room',
      cause: error,
    });
  }
}

import { dirname } from 'node:path';
import { makeFolder, replaceFile } from '@mma/engine';
import { VisualizationError } from '../errors.js';

/**
 * Writes a file beside its place and renames it there, so that nobody sees half of it.
 *
 * @param options.flush whether to wait until it is on the disk, so that it outlives a power cut
 * @throws VisualizationError `MMA_VISUALIZATION_WRITE`; nothing is left behind then
 */
export async function writeWhole(
  path: string,
  contents: Uint8Array | string,
  { flush = true }: { flush?: boolean } = {},
): Promise<void> {
  try {
    await replaceFile(path, contents, { flush });
  } catch (error) {
    throw writeError(path, error);
  }
}

/**
 * Makes the folder that a file is to lie in.
 *
 * @throws VisualizationError `MMA_VISUALIZATION_WRITE`
 */
export async function makeFolderOf(path: string): Promise<void> {
  try {
    await makeFolder(dirname(path));
  } catch (error) {
    throw writeError(path, error);
  }
}

function writeError(path: string, error: unknown): VisualizationError {
  const reason = error instanceof Error ? error.message : String(error);
  return new VisualizationError('MMA_VISUALIZATION_WRITE', `${path} cannot be written: ${reason}`, {
    hint: 'choose a folder that can be written to, on a disk that has room',
  });
}

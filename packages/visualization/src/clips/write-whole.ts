import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(beside, contents, { flush });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {}); // Its folder may not be there: the first error says why.
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
    await mkdir(dirname(path), { recursive: true });
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

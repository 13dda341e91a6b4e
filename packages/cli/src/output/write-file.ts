import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError } from '../errors.js';

/**
 * Writes a file beside its place, flushes it, and renames it there: the place never holds half a file.
 *
 * @throws CliError `MMA_CLI_WRITE` when it cannot be written; nothing is left behind then
 */
export async function writeFileSafely(file: string, text: string | Uint8Array): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(beside, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {}); // Its folder may not be there: the first error says why.
    throw writeError(file, error);
  }
}

/** Makes a folder for results. @throws CliError `MMA_CLI_WRITE` when it cannot be made */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeError(folder, error);
  }
}

function writeError(place: string, error: unknown): CliError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CliError('MMA_CLI_WRITE', `${place} cannot be written: ${reason}`, {
    hint: 'Choose another place.',
    cause: error,
  });
}

import { makeFolder as makeFolders, replaceFile } from '@mma/engine';
import { CliError } from '../errors.js';

/**
 * Writes a file beside its place, flushes it, and renames it there: the place never holds half a file.
 *
 * @throws CliError `MMA_CLI_WRITE` when it cannot be written; nothing is left behind then
 */
export async function writeFileSafely(file: string, text: string | Uint8Array): Promise<void> {
  try {
    await replaceFile(file, text);
  } catch (error) {
    throw writeError(file, error);
  }
}

/** Makes a folder for results. @throws CliError `MMA_CLI_WRITE` when it cannot be made */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder);
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

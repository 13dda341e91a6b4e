import { replaceFile } from '../files/replace-file.js';
import { writeError } from './write-error.js';

/**
 * Writes beside the file and renames, so that under its name there is the old file or the whole new one, on disk.
 * @throws EngineError `MMA_RUN_WRITE` when it cannot be written; an earlier file is untouched.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  try {
    await replaceFile(path, text);
  } catch (error) {
    throw writeError(path, error);
  }
}
